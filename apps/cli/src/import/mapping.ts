import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CommandError } from '../failure.ts';
import { plain } from '../io.ts';
import { describeIssues } from './import-file.ts';

/** The fields of an issue that come from columns. */
const FIELDS = [
  'title',
  'key',
  'description',
  'status',
  'priority',
  'author',
  'assignees',
  'labels',
  'milestone',
  'created_at',
  'updated_at',
  'closed_at',
  'closed_reason',
  'due_on',
  'comments',
  'parent',
  'blocks',
  'blocked_by',
  'duplicates',
  'duplicated_by',
  'relates',
] as const;

export type Field = (typeof FIELDS)[number];

/** Something for each field. */
export function byField<T>(of: (field: Field) => T): Record<Field, T> {
  return Object.fromEntries(FIELDS.map((field) => [field, of(field)])) as Record<Field, T>; // which has all of them
}

const columns = z
  .union([z.string(), z.array(z.string()), z.null()])
  .transform((given) => (given === null ? [] : [given].flat()));

const MappingFile = z.strictObject({
  columns: z.partialRecord(z.enum(FIELDS), columns).optional(),
  statuses: z.record(z.string(), z.enum(['open', 'in_progress', 'closed'])).optional(),
  reasons: z.record(z.string(), z.enum(['completed', 'not_planned', 'duplicate'])).optional(),
  priorities: z.record(z.string(), z.enum(['low', 'medium', 'high'])).optional(),
  users: z.record(z.string(), z.string()).optional(),
  source: z.string().optional(),
  time_zone: z.string().refine(isZone, 'Must be a time zone such as Europe/Berlin').optional(),
  day_first: z.boolean().optional(),
});

type MappingFile = z.output<typeof MappingFile>;

export const TOOLS = ['jira', 'linear'] as const;

export type Tool = (typeof TOOLS)[number];

/** How the columns of a file become issues. */
export type Mapping = {
  [Part in 'statuses' | 'reasons' | 'priorities' | 'users' | 'time_zone']-?: NonNullable<MappingFile[Part]>;
} & {
  tool: Tool | undefined;
  columns: Record<Field, string[]>;
  /** Columns that say again what others say. */
  repeats: string[];
  source: string | undefined;
  day_first: boolean | undefined;
};

const NONE = byField((): string[] => []);

/** What the tools call their columns. */
const COLUMNS: Record<Tool, Partial<Record<Field, string[]>>> = {
  jira: {
    title: ['Summary'],
    key: ['Issue key', 'Key'],
    description: ['Description'],
    status: ['Status'],
    priority: ['Priority'],
    author: ['Reporter', 'Creator'],
    assignees: ['Assignee'],
    labels: ['Labels', 'Issue Type', 'Components', 'Component/s'],
    milestone: ['Fix versions', 'Fix Version/s'],
    created_at: ['Created'],
    updated_at: ['Updated'],
    closed_at: ['Resolved'],
    closed_reason: ['Resolution'],
    due_on: ['Due date'],
    comments: ['Comment'],
    parent: ['Parent key', 'Parent'],
    blocks: ['Outward issue link (Blocks)'],
    blocked_by: ['Inward issue link (Blocks)'],
    duplicates: ['Outward issue link (Duplicate)'],
    duplicated_by: ['Inward issue link (Duplicate)'],
    relates: ['Outward issue link (Relates)', 'Inward issue link (Relates)'],
  },
  linear: {
    title: ['Title'],
    key: ['ID'],
    description: ['Description'],
    status: ['Status'],
    priority: ['Priority'],
    author: ['Creator'],
    assignees: ['Assignee'],
    labels: ['Labels'],
    milestone: ['Project Milestone'],
    created_at: ['Created'],
    updated_at: ['Updated'],
    closed_at: ['Completed', 'Canceled'],
    due_on: ['Due Date'],
    parent: ['Parent issue'],
    blocked_by: ['Blocked by'],
    duplicates: ['Duplicate of'],
    relates: ['Related to'],
  },
};

const REPEATS: Record<Tool, string[]> = {
  jira: ['Issue id', 'Project key', 'Project name', 'Status Category', 'Creator', 'Parent summary'],
  linear: ['UUID', 'Team', 'Project ID', 'Project Milestone ID'],
};

/** Columns by which the file of a tool is known. */
const SIGNS: Record<Tool, string[]> = { jira: ['Summary', 'Issue key'], linear: ['ID', 'Team', 'Title', 'Status'] };

/**
 * How a file with this header is read: as its tool writes it, with what the mapping says in place of that.
 *
 * @throws CommandError when nothing says which column is the title, or a column is not there
 */
export function mappingFor(header: string[], { tool, given }: { tool: Tool | undefined; given: MappingFile }): Mapping {
  const known = tool ?? TOOLS.find((one) => SIGNS[one].every((column) => hasColumn(header, column)));
  const mapping: Mapping = {
    tool: known,
    columns: { ...NONE, ...(known && COLUMNS[known]), ...given.columns },
    repeats: known ? REPEATS[known] : [],
    statuses: given.statuses ?? {},
    reasons: given.reasons ?? {},
    priorities: given.priorities ?? {},
    users: given.users ?? {},
    time_zone: given.time_zone ?? 'UTC',
    source: given.source,
    day_first: given.day_first,
  };
  requireColumns(header, { mapping, given });
  return mapping;
}

/** @throws CommandError where a column is not in the file that the mapping names, or that an issue cannot do without */
function requireColumns(header: string[], { mapping, given }: { mapping: Mapping; given: MappingFile }): void {
  for (const [field, columns] of Object.entries(given.columns ?? {})) {
    const missing = columns.find((column) => !hasColumn(header, column));
    if (missing === undefined) continue;
    const problem = `the mapping names "${plain(missing)}" for ${field}, which is no column of the file`;
    throw new CommandError(`${problem}. ${namesOf(header)}`);
  }
  const isKeyed = mapping.tool !== undefined && mapping.columns.key.length > 0;
  for (const field of isKeyed ? (['title', 'key'] as const) : (['title'] as const)) {
    if (!hasOneOf(header, mapping.columns[field]))
      throw new CommandError(`${missingColumn(header, field, mapping)}. ${namesOf(header)}`);
  }
}

function missingColumn(header: string[], field: 'title' | 'key', { tool, columns }: Mapping): string {
  const remedy = 'name its columns in a file for --mapping (docs/import.md)';
  const [column, ...others] = columns[field];
  if (tool && column) {
    const names = [column, ...others].map((name) => `"${name}"`).join(' or ');
    return `the file has no column ${names}, as files of ${tool} have: export it with that, or ${remedy}`;
  }
  const near = TOOLS.find((one) => SIGNS[one].filter((sign) => !hasColumn(header, sign)).length === 1);
  const lacking = near && SIGNS[near].find((sign) => !hasColumn(header, sign));
  if (lacking)
    return `it looks like a file of ${near} without the column "${lacking}": export it with that, or ${remedy}`;
  return `no column is known as the title: say --from jira or --from linear, or ${remedy}`;
}

/** So many columns are named in a message. */
const MOST_COLUMNS = 30;

function namesOf(header: string[]): string {
  const names = [...new Set(header.map((name) => plain(name).trim().slice(0, 50)))].filter((name) => name !== '');
  const more = names.length > MOST_COLUMNS ? ` and ${names.length - MOST_COLUMNS} more` : '';
  return `The columns are: ${names.slice(0, MOST_COLUMNS).join(', ')}${more}`;
}

/** @throws CommandError when the file cannot be read, or is no mapping */
export async function readMapping(file: string): Promise<MappingFile> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: check the path (${error.message})`);
  });
  const read = MappingFile.safeParse(parsed(file, text));
  if (read.error) throw new CommandError(`${file}: ${describeIssues(read.error.issues)}`);
  return read.data;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file}: it is not JSON (${plain(String(error))})`);
  }
}

export function sameColumn(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function hasColumn(header: string[], column: string): boolean {
  return header.some((one) => sameColumn(one, column));
}

function hasOneOf(header: string[], columns: string[]): boolean {
  return columns.some((column) => hasColumn(header, column));
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
