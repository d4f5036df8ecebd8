import { ImportIssues } from '@docket/router';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { CommandError } from './failure.ts';
import { plain } from './io.ts';

/** As github.com shows what was written from an account that is gone. */
const DELETED_ACCOUNT = 'ghost';

const ImportedLabel = ImportIssues.shape.labels.element;
const ImportedIssue = ImportIssues.shape.issues.element;

/** How a file begins that github.com/martinthomson/i-d-template writes of a repository, now and before. */
const MAGIC = ['E!vIA5L86J2I', 'B8n2c@e8kvfx'];

const GithubArchive = z.object({
  magic: z.literal(MAGIC),
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'Must look like owner/name'),
  labels: z.array(z.unknown()).default([]),
  issues: z.array(z.unknown()),
  pulls: z.array(z.unknown()).default([]),
});

const time = ImportedIssue.shape.created_at;
const author = z
  .string()
  .nullable()
  .transform((login) => login ?? DELETED_ACCOUNT);
const body = z
  .string()
  .nullable()
  .transform((text) => text ?? '');

const GithubLabel = z
  .object({ name: z.string(), color: z.string(), description: z.string().nullable() })
  .transform((label) => ({ ...label, color: `#${label.color}` }))
  .pipe(ImportedLabel);

const GithubComment = z
  .object({ author, body, createdAt: time, updatedAt: time })
  .transform(({ createdAt: created_at, updatedAt: updated_at, ...rest }) => ({ ...rest, created_at, updated_at }));

const GithubIssue = z
  .object({
    number: z.int(),
    title: z.string(),
    state: z.enum(['OPEN', 'CLOSED']),
    author,
    assignees: z.array(z.string()),
    labels: z.array(z.string()),
    body,
    createdAt: time,
    updatedAt: time,
    closedAt: time.nullable(),
    comments: z.array(GithubComment),
  })
  .transform(
    ({ body: description, state, createdAt, updatedAt, closedAt, ...rest }): z.input<typeof ImportedIssue> => ({
      ...rest,
      description,
      status: state === 'OPEN' ? 'open' : 'closed',
      created_at: createdAt,
      updated_at: updatedAt,
      closed_at: closedAt,
    }),
  )
  .pipe(ImportedIssue);

/** A record of which something is to be said: where it begins in the file, what it is, and what is wrong. */
export type NotedRecord = { line: number; record: string; problem: string };

/** What a GitHub archive holds for us: the records that are sound, and the rest by line. */
export type GithubIssues = {
  repo: string;
  labels: z.output<typeof ImportedLabel>[];
  issues: z.output<typeof ImportedIssue>[];
  /** Pull requests, which are left out. */
  pulls: number;
  /** Not among the labels and issues. */
  broken: NotedRecord[];
  /** Among them, with U+FFFD in the place of what no database can hold. */
  mended: NotedRecord[];
};

/**
 * Reads a GitHub archive, record by record: a broken one does not keep the others out.
 *
 * @throws CommandError when the text as a whole is no GitHub archive.
 */
export function readGithubArchive(text: string): GithubIssues {
  const archive = GithubArchive.safeParse(parseJson(text));
  if (!archive.success) {
    throw new CommandError(
      `it is not a GitHub archive as i-d-template writes it (${describeIssues(archive.error.issues.slice(0, 1))})`,
    );
  }
  const { repo, pulls } = archive.data;
  const labels = sortOut(archive.data.labels, GithubLabel);
  const issues = sortOut(archive.data.issues, onceEach(GithubIssue));
  const lineOf = lineFinder(text);
  const noted = (of: 'broken' | 'mended'): NotedRecord[] => [
    ...labels[of].map(({ value, index, problem }) => {
      return { line: lineOf('labels', index), record: nameOf('label', value, 'name'), problem };
    }),
    ...issues[of].map(({ value, index, problem }) => {
      return { line: lineOf('issues', index), record: nameOf('issue', value, 'number'), problem };
    }),
  ];
  return {
    repo,
    labels: labels.sound,
    issues: issues.sound.toSorted((one, other) => one.number - other.number), // so that all keep their numbers
    pulls: pulls.length,
    broken: noted('broken'),
    mended: noted('mended'),
  };
}

/** Of two records with one number, the second is broken. */
function onceEach<Output extends { number: number }>(schema: z.ZodType<Output>): z.ZodType<Output> {
  const seen = new Set<number>();
  return schema.refine(({ number }) => !seen.has(number) && seen.add(number), {
    path: ['number'],
    error: 'There is another issue of this number before it',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`it is not JSON (${plain(String(error))})`);
  }
}

type Found = { value: unknown; index: number; problem: string };

function sortOut<Output>(values: unknown[], schema: z.ZodType<Output>) {
  const sound: Output[] = [];
  const [broken, mended]: [Found[], Found[]] = [[], []];
  for (const [index, value] of values.entries()) {
    const places: string[] = [];
    const read = schema.safeParse(mend(value, '', places));
    if (read.success) sound.push(read.data);
    else broken.push({ value, index, problem: describeIssues(read.error.issues) });
    if (read.success && places.length > 0) mended.push({ value, index, problem: `${places.join(', ')}: ${MENDED}` });
  }
  return { sound, broken, mended };
}

const MENDED = 'U+FFFD stands for NUL characters and halves of surrogate pairs';

/** A value with U+FFFD in the place of what no database can hold; `places` gets the fields that had it. */
function mend(value: unknown, path: string, places: string[]): unknown {
  if (typeof value === 'string') {
    const text = value.toWellFormed().replaceAll('\0', '\ufffd');
    if (text !== value) places.push(path);
    return text;
  }
  if (typeof value !== 'object' || value === null) return value;
  const mendField = (field: string, inner: unknown) => mend(inner, path ? `${path}.${field}` : field, places);
  if (Array.isArray(value)) return value.map((inner, at) => mendField(String(at), inner));
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, mendField(field, inner)]));
}

function describeIssues(issues: z.core.$ZodIssue[]): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}

function nameOf(noun: string, value: unknown, field: string): string {
  const named = z.record(z.string(), z.unknown()).safeParse(value);
  const name = named.success ? named.data[field] : undefined;
  return typeof name === 'string' || typeof name === 'number' ? `${noun} ${name}` : `${noun} without a ${field}`;
}

/** JSON.parse keeps no places, so the text is read once more, by a slower parser that does, when one is asked for. */
function lineFinder(text: string): (list: string, index: number) => number {
  let places: { root: Node | undefined; lineBreaks: number[] } | undefined;
  return (list, index) => {
    places ??= { root: parseTree(text), lineBreaks: Array.from(text.matchAll(/\n/g), (match) => match.index) };
    const { root, lineBreaks } = places;
    const offset = (root && findNodeAtLocation(root, [list, index])?.offset) ?? 0;
    const next = lineBreaks.findIndex((lineBreak) => lineBreak >= offset);
    return 1 + (next < 0 ? lineBreaks.length : next);
  };
}
