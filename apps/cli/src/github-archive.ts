import { ImportIssues } from '@docket/router';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { CommandError } from './failure.ts';
import { plain } from './io.ts';

/** As github.com shows what was written from an account that is gone. */
const DELETED_ACCOUNT = 'ghost';

const ImportedLabel = ImportIssues.shape.labels.element;
const ImportedIssue = ImportIssues.shape.issues.element;

/** The file that github.com/martinthomson/i-d-template writes of a repository. */
const GithubArchive = z.object({
  magic: z.literal('E!vIA5L86J2I'),
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'Must look like owner/name'),
  labels: z.array(z.unknown()),
  issues: z.array(z.unknown()),
  pulls: z.array(z.unknown()).default([]),
});

const time = z.iso
  .datetime({ offset: true, error: 'Must be a time such as 2014-04-17T18:38:34Z' })
  .transform((value) => new Date(value).toISOString());
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

/** A record that cannot be imported: where it begins in the file, what it is, and what is wrong. */
export type BrokenRecord = { line: number; record: string; problem: string };

/** What a GitHub archive holds for us: the records that are sound, and the rest by line. */
export type GithubIssues = {
  repo: string;
  labels: z.output<typeof ImportedLabel>[];
  issues: z.output<typeof ImportedIssue>[];
  /** Pull requests, which are left out. */
  pulls: number;
  broken: BrokenRecord[];
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
  const broken = [
    ...labels.broken.map((found) => ({ ...found, list: 'labels', record: nameOf('label', found.value, 'name') })),
    ...issues.broken.map((found) => ({ ...found, list: 'issues', record: nameOf('issue', found.value, 'number') })),
  ];
  const lineOf = broken.length > 0 ? lineFinder(text) : () => 0;
  return {
    repo,
    labels: labels.sound,
    issues: issues.sound.toSorted((one, other) => one.number - other.number), // so that all keep their numbers
    pulls: pulls.length,
    broken: broken.map(({ list, index, record, problem }) => ({ line: lineOf(list, index), record, problem })),
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

function sortOut<Output>(values: unknown[], schema: z.ZodType<Output>) {
  const sound: Output[] = [];
  const broken: { value: unknown; index: number; problem: string }[] = [];
  for (const [index, value] of values.entries()) {
    const read = schema.safeParse(value);
    if (read.success) sound.push(read.data);
    else broken.push({ value, index, problem: describeIssues(read.error.issues) });
  }
  return { sound, broken };
}

function describeIssues(issues: z.core.$ZodIssue[]): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}

function nameOf(noun: string, value: unknown, field: string): string {
  const named = z.record(z.string(), z.unknown()).safeParse(value);
  const name = named.success ? named.data[field] : undefined;
  return typeof name === 'string' || typeof name === 'number' ? `${noun} ${name}` : `${noun} without a ${field}`;
}

/** JSON.parse keeps no places, so the text is read once more, by a slower parser that does. */
function lineFinder(text: string): (list: string, index: number) => number {
  const root = parseTree(text);
  const lineBreaks = Array.from(text.matchAll(/\n/g), (match) => match.index);
  return (list, index) => {
    const offset = (root && findNodeAtLocation(root, [list, index])?.offset) ?? 0;
    const next = lineBreaks.findIndex((lineBreak) => lineBreak >= offset);
    return 1 + (next < 0 ? lineBreaks.length : next);
  };
}
