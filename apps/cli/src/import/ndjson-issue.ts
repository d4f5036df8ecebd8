import { z } from 'zod';
import type { Entry, Milestone, NotedRecord, Person, ProjectDetails } from './import-file.ts';

// docs/export.md says what each line holds.

/** The first line of an export. */
export const Header = z.object({ docket: z.literal('export'), version: z.int().min(1) });

const text = z.string();
const ids = z.object({ id: text.optional() });
const times = z.object({ created_at: text, updated_at: text });

/** Another issue. */
const named = z.object({ issue: text, id: text.optional() });

const lines = {
  project: times.extend({
    key: text,
    name: text,
    description: text.nullable(),
    visibility: z.enum(['internal', 'private']),
    archived_at: text.nullable(),
    former_keys: z.array(text).default([]),
  }),
  label: times.extend({ project: text.nullable(), name: text, color: text, description: text.nullable() }),
  milestone: times.extend({
    project: text,
    title: text,
    description: text.nullable(),
    due_on: text.nullable(),
    closed_at: text.nullable(),
  }),
  user: ids.extend({
    ref: text,
    username: text.nullable(),
    first_name: text.nullable(),
    last_name: text.nullable(),
    email: text.nullable(),
    imported_from: text.nullable(),
    is_deleted: z.boolean(),
  }),
  issue: ids.extend({
    key: text,
    project: text,
    author: text,
    assignees: z.array(text),
    labels: z.array(z.object({ project: text.nullable(), name: text })),
    milestone: text.nullable(),
    imported_from: text.nullable(),
    parent: named.nullable().default(null),
    parts: z.array(named).default([]),
    relations: z.array(named.extend({ type: text, created_at: text })).default([]),
  }),
  comment: ids.extend({ number: z.int(), author: text }),
  attachment: z.object({}),
  event: z.object({
    event: text,
    actor: text.nullable(),
    comment: z.int().nullable(),
    changes: z.array(z.looseObject({ field: text, from: z.unknown(), to: z.unknown() })),
  }),
};

/** An issue of an export with what followed it, as it is sent: its values are not checked yet. */
export type Gathered = Pick<Entry, 'people' | 'labels' | 'milestones' | 'project' | 'project_details'> & {
  issue: Record<string, unknown> & { comments: object[]; history: object[] };
  /** Files hung on it, whose content is not in the file. */
  hasFiles: boolean;
  /** Why it is not whole. */
  fault?: string;
  /** What the comments are called, by their numbers. */
  numbers: Map<number, string>;
  place: Pick<NotedRecord, 'line' | 'record'>;
};

/** Puts the lines of an export together: each issue is whole when the next one begins. It holds names, and one issue. */
export class Gathering {
  readonly #projects = new Map<string, ProjectDetails>();
  readonly #labels = new Map<string, NonNullable<Entry['labels']>[number]>();
  readonly #milestones = new Map<string, Milestone>();
  readonly #people = new Map<string, Person>();
  readonly #origins: ReadonlyMap<string, string>;
  #open: (Gathered & { named: Map<string, Person> }) | undefined;

  /** @param origins where issues came from that have no ids in the file, by their keys */
  constructor(origins: ReadonlyMap<string, string>) {
    this.#origins = origins;
  }

  readonly #takes: Record<keyof typeof lines, (value: unknown, line: number) => void> = {
    project: (value) => {
      const { key, details } = projectOf(value);
      this.#projects.set(key, details);
    },
    label: (value) => {
      const { project, ...label } = lines.label.parse(value);
      this.#labels.set(`${project} ${label.name}`, { ...label, for_all: project === null });
    },
    milestone: (value) => {
      const { project, ...milestone } = lines.milestone.parse(value);
      this.#milestones.set(`${project} ${milestone.title}`, milestone);
    },
    user: (value) => {
      const user = lines.user.parse(value);
      this.#people.set(user.ref, personOf(user));
    },
    issue: (value, line) => this.#begin(value, line),
    comment: (value) => this.#addComment(value),
    attachment: () => {
      if (this.#open) this.#open.hasFiles = true;
    },
    event: (value) => this.#addEvent(value),
  };

  /**
   * Takes a line. `end` comes before the line of another issue.
   *
   * @throws ZodError when the line is not as it should be
   */
  take(type: LineType, value: unknown, line: number): void {
    this.#takes[type](value, line);
  }

  /** A line is broken that may be of the issue that was begun: without it, that is not whole. */
  spoil(fault: string): void {
    if (this.#open) this.#open.fault ??= fault;
  }

  /** The issue that has all its lines now, if one was begun. */
  end(): Gathered | undefined {
    const ended = this.#open;
    this.#open = undefined;
    if (!ended) return undefined;
    const { named, ...gathered } = ended;
    return { ...gathered, people: [...named.values()] };
  }

  #begin(value: unknown, line: number): void {
    const issue = { ...(value as object), ...lines.issue.parse(value) };
    const { id, key, project, labels, milestone, imported_from, parent, parts, relations } = issue;
    const details = this.#projects.get(project);
    const known = milestone === null ? undefined : this.#milestones.get(`${project} ${milestone}`);
    const named = new Map<string, Person>();
    this.#open = {
      named,
      hasFiles: false,
      numbers: new Map(),
      place: { line, record: `issue ${key}` },
      project,
      ...(details && { project_details: whileOpen(details) }),
      labels: labels.flatMap((label) => this.#labels.get(`${label.project} ${label.name}`) ?? []),
      milestones: known ? [known] : [],
      issue: {
        ...issue,
        id: id ?? key,
        imported_from: imported_from ?? undefined,
        author: this.#login(issue.author, named),
        assignees: issue.assignees.map((ref) => this.#login(ref, named)),
        labels: labels.map(({ name }) => name),
        parent: parent && this.#nameOf(parent),
        parts: parts.map((part) => this.#nameOf(part)),
        relations: relations.map(({ type, created_at, ...other }) => ({
          type,
          issue: this.#nameOf(other),
          created_at,
        })),
        comments: [],
        history: [],
      },
    };
  }

  #addComment(value: unknown): void {
    const { id, number, author } = lines.comment.parse(value);
    const open = this.#open;
    open?.issue.comments.push({ ...(value as object), id: id ?? `${number}`, author: this.#login(author, open.named) });
    open?.numbers.set(number, id ?? `${number}`);
  }

  #addEvent(value: unknown): void {
    const { event, actor, comment, changes } = lines.event.parse(value);
    const open = this.#open;
    if (!open) return;
    const people = (refs: unknown) =>
      Array.isArray(refs) ? refs.map((ref) => (ref === null ? 'unknown' : this.#login(String(ref), open.named))) : refs;
    open.issue.history.push({
      ...(value as object),
      type: event,
      actor: actor === null ? null : this.#login(actor, open.named),
      comment: comment === null ? null : (open.numbers.get(comment) ?? `${comment}`),
      changes: changes.map((change) =>
        change.field === 'assignees' ? { ...change, from: people(change.from), to: people(change.to) } : change,
      ),
    });
  }

  /** What another issue is called at the source. */
  #nameOf({ id, issue }: z.output<typeof named>): string {
    return id ?? this.#origins.get(issue) ?? issue;
  }

  /** What a person is called at the source, who is named in this issue. */
  #login(ref: string, named: Map<string, Person>): string {
    const person = this.#people.get(ref) ?? { login: ref.slice(0, 100) };
    named.set(person.login, person);
    return person.login;
  }
}

export type LineType = keyof typeof lines;

/** Whether such lines belong to the issue before them. */
export function isOfIssue(type: LineType): boolean {
  return type === 'comment' || type === 'event' || type === 'attachment';
}

export function isLineType(type: string): type is LineType {
  return Object.hasOwn(lines, type);
}

/**
 * What a project is like, of its line.
 *
 * @throws ZodError when the line is not as it should be
 */
export function projectOf(value: unknown): { key: string; details: ProjectDetails } {
  const { key, archived_at, ...details } = lines.project.parse(value);
  return { key, details: { ...details, ...(archived_at !== null && { archived_at }) } };
}

/** It is archived when all its issues are in. */
export function whileOpen({ archived_at: _, ...details }: ProjectDetails): ProjectDetails {
  return details;
}

function personOf(user: z.output<typeof lines.user>): Person {
  const { id, ref, username, first_name, last_name, email, imported_from, is_deleted } = user;
  const full = [first_name, last_name].filter(Boolean).join(' ');
  const isNamed = (username ?? last_name) !== null;
  const name = first_name ?? (isNamed ? null : is_deleted ? 'Deleted user' : (email ?? ref));
  return {
    login: (id ?? username ?? `${ref} ${full}`).slice(0, 100),
    name: name?.slice(0, 100) ?? null,
    username,
    last_name,
    ...(email !== null && { email }),
    ...(imported_from !== null && { imported_from }),
    ...(is_deleted && { is_deleted }),
  };
}
