import type { Caller } from '@docket/router';
import type { DefaultProject } from '../default-project.ts';
import { describeExtent, type Extent } from '../extent.ts';
import { isMain } from '../issue-names.ts';

/** How people call a procedure. What is not said here follows from its input: an option for each field. */
export type Verb<Answer = unknown> = {
  /** What is typed after `docket`, such as `issue list`. */
  command: string;
  aliases?: readonly string[];
  /** Whether it is meant where its group alone is typed. */
  isDefault?: true;
  /** Fields that are given by their place. */
  places?: readonly Place[];
  /** Options that are not named as their fields are. */
  names?: Record<string, string>;
  /** What people write in an option instead of an id. */
  finds?: Record<string, Place['finds']>;
  letters?: Record<string, string>;
  /** The field that holds a long text: from an option, a file, standard input or an editor. */
  text?: string;
  /** Whether it shows names of issues, although it asks for none. */
  namesIssues?: true;
  /** Fields that are asked for on a terminal, because what is typed as an option can be seen by others. */
  secrets?: readonly Secret[];
  /** Whether the first word may say whose it is, as --as does. */
  hasOwner?: true;
  /** What is asked before it is done. Fields that are given by their place stand in braces. */
  question?: string;
  /** Options beside those for the fields. */
  extras?: readonly Extra[];
  /** Of the main project, where no other one is named: nobody has to know of it. */
  isOfMain?: true;
  /** Fields that have to be said, unless another one is. */
  needs?: { fields: readonly string[]; unless: string };
  /** Whether there is a page for people, and its path under the address of the frontend. */
  page?(answer: Answer): string;
  /** Of a download: where it goes when no file is named, to standard output or into a file of its own name. */
  goesTo?: 'output' | 'file';
  examples: readonly string[];
  /** What a person sees. */
  show(answer: Answer, input: Record<string, unknown>, here: DefaultProject | undefined): Shown;
};

export type Place = {
  field: string;
  /** As the help calls it. */
  name: string;
  description: string;
  /** What people write instead of an id. */
  finds?: 'issue' | 'user' | 'label' | 'milestone' | 'view' | 'notification' | 'template';
  /** Whether it is a query, which has spaces, and may begin with `-`. */
  isQuery?: true;
};

type Secret = {
  field: string;
  asks: string;
  /** Asked for twice. */
  isNew?: true;
};

/** Whom an option asks, and the project of bare numbers. */
type Around = { caller: Caller; here: DefaultProject | undefined };

export type Extra = {
  flags: string;
  description: string;
  /** Whether it may be given several times. */
  isList?: true;
  /** The path of what it changes in the input, where that is in a field that no option holds. */
  sets?: string;
  /** For fingers that know another tool: help does not show it. */
  isHidden?: true;
  /** What it makes of the input. */
  change?(input: Record<string, unknown>, values: string[], around: Around): Promise<void> | void;
  beside?: Beside;
};

/** What an option reads and shows beside the answer. */
export type Beside<Read = unknown> = {
  /** The field of the answer that it is, as JSON. */
  field: string;
  read(input: Record<string, unknown>, caller: Caller): Promise<Read>;
  show(read: Read): Shown;
};

/** What goes to standard output as a table or as text, and notes for the person who waits, before and after it. */
export type Shown = { table?: readonly (readonly string[])[]; text?: string; lead?: string; note?: string };

type Column<Item> = readonly [header: string, cell: (item: Item) => string];

export type List<Item> = Omit<Extent, 'items'> & { items: readonly Item[] };

/** Shows a list as a table, and says how to see more of it. */
export function listOf<Item>(noun: string, columns: readonly Column<Item>[]) {
  return (list: List<Item>): Shown => {
    const rows = list.items.map((item) => columns.map(([, cell]) => cell(item)));
    const note = describeExtent(list, noun);
    return rows.length > 0 ? { table: [columns.map(([header]) => header), ...rows], note } : { note };
  };
}

/** Shows the fields of an answer, without those that are empty, and without the main project: nobody has to know of it. */
export function fieldsOf(answer: object): Shown {
  const known = Object.entries(answer).filter(([, value]) => value !== null && !isMain(Object(value)));
  return { table: known.map(([field, value]) => [field, textOf(value)]) };
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' && value !== null ? nameOf(value) : String(value);
}

/** What stands for a user or a label in one word. */
export function nameOf(about: { username?: string | null; full_name?: string; name?: string }): string {
  return about.username ?? about.full_name ?? about.name ?? '';
}

/** For a procedure without an answer. */
export function note(text: string) {
  return (): Shown => ({ note: text });
}

export function day(time: string | null): string {
  return time?.slice(0, 10) ?? 'never';
}
