import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { CommandError } from '../failure.ts';
import { plain } from '../io.ts';
import {
  describeIssues,
  type Entry,
  ImportedIssue,
  ImportedLabel,
  ImportedMilestone,
  type ImportFile,
  type Milestone,
  type NotedRecord,
  type Report,
} from './import-file.ts';
import { MENDED, mend } from './mend.ts';

/** As github.com shows what was written from an account that is gone. */
const DELETED_ACCOUNT = 'ghost';

/** How a file begins that github.com/martinthomson/i-d-template writes of a repository, now and before. */
const MAGIC = ['E!vIA5L86J2I', 'B8n2c@e8kvfx'];

const Archive = z.object({
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

/** Of an archive that has them: i-d-template writes none so far. */
const GithubMilestone = z
  .object({ title: z.string(), description: z.string().nullish(), dueOn: time.nullish(), closedAt: time.nullish() })
  .transform(({ title, description = null, dueOn, closedAt = null }) => ({
    title,
    description,
    due_on: dueOn?.slice(0, 10) ?? null,
    closed_at: closedAt,
  }))
  .pipe(ImportedMilestone);

const NumberedIssue = ImportedIssue.extend({ number: z.int() });

type Numbered = z.input<typeof NumberedIssue>;

/** Of an archive that has it. `REOPENED`, and whatever is new at GitHub, is none. */
const stateReason = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['completed', 'not_planned', 'duplicate']))
  .nullish()
  .catch(null);

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
    stateReason,
    comments: z.array(GithubComment),
    milestone: GithubMilestone.nullish(),
  })
  .transform(
    ({
      body: description,
      state,
      stateReason: closed_reason,
      createdAt,
      updatedAt,
      closedAt,
      milestone,
      ...rest
    }): Numbered => ({
      ...rest,
      description,
      status: state === 'OPEN' ? 'open' : 'closed',
      milestone: milestone?.title ?? null,
      created_at: createdAt,
      updated_at: updatedAt,
      closed_at: closedAt,
      closed_reason,
    }),
  )
  .pipe(NumberedIssue);

/** A GitHub archive, and how many pull requests in it are left out. */
export type GithubArchive = ImportFile & { repo: string; pulls: number };

/**
 * Opens a GitHub archive, and reads it record by record: a broken one does not keep the others out.
 *
 * @param source what it was imported from before, where the repository had another name then
 * @throws CommandError when it is no GitHub archive
 */
export async function openGithubArchive(file: string, source?: string): Promise<GithubArchive> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: check the path (${error.message})`);
  });
  if (!isUtf8(bytes)) throw new CommandError(`${file}: it is not UTF-8 text`);
  try {
    return readGithubArchive(new TextDecoder().decode(bytes), source); // without a byte order mark
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`${file}: ${error.message}`) : error;
  }
}

function readGithubArchive(text: string, named: string | undefined): GithubArchive {
  const archive = Archive.safeParse(parseJson(text));
  if (!archive.success) {
    throw new CommandError(
      `it is not a GitHub archive as i-d-template writes it (${describeIssues(archive.error.issues.slice(0, 1))})`,
    );
  }
  const { repo, pulls } = archive.data;
  const source = named ?? `github:${repo}`;
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
  const milestones = milestonesOf(archive.data.issues);
  // By number, so that all keep theirs.
  const inOrder = issues.sound.toSorted((one, other) => one.number - other.number);
  const indexOf = (number: number) =>
    archive.data.issues.findIndex((issue) => nameOf('', issue, 'number') === ` ${number}`);
  const entries = inOrder.map((issue): Entry => {
    const place = () => ({ line: lineOf('issues', indexOf(issue.number)), record: `issue ${issue.number}` });
    return { source, issue, ...looksOf(issue, { labels: labels.sound, milestones }), place };
  });
  return {
    repo,
    pulls: pulls.length,
    name: repo,
    total: entries.length,
    source,
    labels: labels.sound,
    milestones,
    *read(report: Report) {
      for (const record of noted('broken')) report.broken(record);
      for (const record of noted('mended')) report.mended(record);
      yield* entries;
    },
  };
}

/** What the labels and the milestone of an issue look like. */
function looksOf({ labels, milestone }: Entry['issue'], known: Pick<ImportFile, 'labels' | 'milestones'>) {
  return {
    labels: known.labels.filter(({ name }) => labels.includes(name)),
    milestones: known.milestones.filter(({ title }) => title === milestone),
  };
}

/** What is said of the milestones that issues name. */
function milestonesOf(issues: unknown[]): Milestone[] {
  const named = z.object({ milestone: GithubMilestone });
  const found = issues.map((issue) => named.safeParse(issue).data?.milestone);
  return [...new Map(found.flatMap((one) => (one ? [[one.title, one] as const] : []))).values()];
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
