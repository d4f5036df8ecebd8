import { sql } from 'kysely';
import type { Reader, Writer } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { isOneNumberOf } from '../json-items.ts';
import { removeOnPostgres, writeOnPostgres } from '../postgres/search.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import { removeOnSqlite, writeOnSqlite } from '../sqlite/search.ts';
import { type IndexedIssue, IssueDocument } from './document.ts';

/** Issues that are read together, so that each statement is for many. */
export const TOGETHER = 25;

/** Comments that are read at once. Few issues have more, and of those with very many not all are read. */
const COMMENTS_AT_ONCE = 100;

/** Between the names of labels, of which none has it. */
const NEXT_LABEL = '\n';

/** Brings the index up to date with issues that are there or in the bin, in the transaction that has changed them. */
export async function indexIssues(db: Writer, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += TOGETHER) await indexSome(db, ids.slice(at, at + TOGETHER));
}

async function indexSome(db: Writer, ids: string[]): Promise<void> {
  const found = await findIssues(db, { ids });
  await writeWords(db, await readWordsOf(db, found));
  for (const { serial, deleted_at } of found) if (deleted_at !== null) await removeWords(db, serial);
}

/** Reads issues as the index has them, but for those that are in the bin. */
export async function readIssues(db: Reader, serials: readonly number[]): Promise<IndexedIssue[]> {
  const issues: IndexedIssue[] = [];
  for (let at = 0; at < serials.length; at += TOGETHER) {
    issues.push(...(await readWordsOf(db, await findIssues(db, { serials: serials.slice(at, at + TOGETHER) }))));
  }
  return issues;
}

async function readWordsOf(db: Reader, found: Found[]): Promise<IndexedIssue[]> {
  const there = found.filter(({ deleted_at }) => deleted_at === null);
  const comments = await readComments(db, there);
  return there.map(({ labels, ...issue }) =>
    inWords({ ...issue, labels: labels?.split(NEXT_LABEL) ?? [] }, comments.get(issue.id)),
  );
}

/** Of whose comments the bytes are not even counted: that would be a look at each. */
const MANY_COMMENTS = 100;

/** How many bytes the texts of issues have, without reading them. Infinite where one has very many comments. */
export async function countBytes(db: Reader, serials: readonly number[]): Promise<number> {
  const [row] = await sumBytes(db, { serials: JSON.stringify(serials) });
  return row?.bytes ?? Number.POSITIVE_INFINITY;
}

const sumBytes = prepared((db: Reader, { serials }: Bound<{ serials: string }>) =>
  compilable(
    db,
    sql<{ bytes: number | null }>`
      select case when coalesce(max(comment_count), 0) > ${sql.lit(MANY_COMMENTS)} then null
        else coalesce(sum(octet_length(title) + octet_length(description)), 0) + coalesce((
          select sum(octet_length(body)) from comment
          where issue_id in (select id from issue where ${isOneNumberOf(db, 'issue.serial', serials)})), 0)
        end as bytes
      from issue where ${isOneNumberOf(db, 'issue.serial', serials)}`,
  ),
);

/** What the index takes of an issue, beside its comments. `labels`: their names. */
export type IndexedTexts = { serial: number; project_id: string; title: string; description: string; labels: string[] };

type Found = Omit<IndexedTexts, 'labels'> & {
  id: string;
  labels: string | null;
  comment_count: number;
  deleted_at: string | null;
};

type Named = { ids: string[]; serials?: never } | { ids?: never; serials: number[] };

const findIssues = prepared((db: Reader, { ids, serials }: Bound<Named>) =>
  compilable(
    db,
    sql<Found>`
      select id, serial, project_id, title, description, comment_count, deleted_at,
        (select string_agg(label.name, ${NEXT_LABEL})
          from issue_label join label on label.id = issue_label.label_id
          where issue_label.issue_id = issue.id and label.deleted_at is null) as labels
      from issue where ${ids ? sql`id in (${sql.join(ids)})` : sql`serial in (${sql.join(serials)})`}`,
  ),
);

/** Writes the words of issues that are new, and have no comments. */
export async function indexNewIssues(db: Writer, issues: readonly IndexedTexts[]): Promise<void> {
  for (let at = 0; at < issues.length; at += TOGETHER) {
    await writeWords(
      db,
      issues.slice(at, at + TOGETHER).map((issue) => inWords(issue)),
    );
  }
}

function inWords(
  { serial, project_id, title, description, labels }: IndexedTexts,
  comments: readonly Comment[] = [],
): IndexedIssue {
  const document = new IssueDocument(project_id);
  document.add('title', title);
  for (const name of labels.toSorted()) document.add('labels', name);
  document.add('description', description);
  for (const { body } of comments) document.add('comments', body);
  return { serial, project_id, words: document.words };
}

type Comment = { id: string; issue_id: string; created_at: string; body: string };

/** By issue, the newest first: of a long talk, those are what people look for. */
async function readComments(db: Reader, issues: Found[]): Promise<Map<string, Comment[]>> {
  const few = issues.filter(({ comment_count }) => comment_count > 0 && comment_count <= COMMENTS_AT_ONCE);
  const found = few.length > 0 ? await findComments(db, { issue_ids: few.map(({ id }) => id) }) : [];
  const comments = Map.groupBy(found, ({ issue_id }) => issue_id);
  for (const { id, comment_count } of issues) {
    if (comment_count > COMMENTS_AT_ONCE) comments.set(id, await readManyComments(db, id));
  }
  return comments;
}

const findComments = prepared((db: Reader, { issue_ids }: Bound<{ issue_ids: string[] }>) =>
  db
    .selectFrom('comment')
    .select(['id', 'issue_id', 'created_at', 'body'])
    .where('issue_id', 'in', issue_ids)
    .orderBy('issue_id')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc'),
);

/** More characters than the words that are taken of an issue have, unless they are very long ones. */
const ENOUGH = 500_000;

async function readManyComments(db: Reader, issue_id: string): Promise<Comment[]> {
  const comments: Comment[] = [];
  for (let characters = 0; characters < ENOUGH; ) {
    const last = comments.at(-1);
    const some = await findOlder(db, { issue_id, after_at: last?.created_at, after_id: last?.id });
    comments.push(...some);
    for (const { body } of some) characters += body.length;
    if (some.length < COMMENTS_AT_ONCE) break;
  }
  return comments;
}

type Asked = { issue_id: string; after_at: string | undefined; after_id: string | undefined };

const findOlder = prepared((db: Reader, { issue_id, after_at, after_id }: Bound<Asked>) =>
  db
    .selectFrom('comment')
    .select(['id', 'issue_id', 'created_at', 'body'])
    .where('issue_id', '=', issue_id)
    .$if(after_at !== undefined, (query) => query.where(sql<boolean>`(created_at, id) < (${after_at}, ${after_id})`))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(COMMENTS_AT_ONCE),
);

/** Puts the words of issues in place of those that the index has. */
export function writeWords(db: Writer, issues: readonly IndexedIssue[]): Promise<void> {
  return isPostgres(db) ? writeOnPostgres(db, issues) : writeOnSqlite(db, issues);
}

function removeWords(db: Writer, serial: number): Promise<void> {
  return isPostgres(db) ? removeOnPostgres(db, serial) : removeOnSqlite(db, serial);
}
