import { readReferences } from '../../../core/references.ts';
import { fold } from '../../../core/text.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { writesText } from '../policy.ts';
import type { News } from './news.ts';

/** Users by id whom a text names, and those whom it named before. */
export type Mentions = {
  issue_id: string;
  comment_id: string;
  /** With the name that the text has, folded, and the event by which they are named. */
  now: ReadonlyMap<string, { name: string; position: number }>;
  before: ReadonlySet<string>;
};

/** A description has no id of its own. */
export function textKey({ subject_id, comment_id }: Pick<News, 'subject_id' | 'comment_id'>): string {
  return `${subject_id} ${comment_id ?? ''}`;
}

export function textKeyOf({ issue_id: subject_id, comment_id }: Pick<Mentions, 'issue_id' | 'comment_id'>): string {
  return textKey({ subject_id, comment_id: comment_id === '' ? null : comment_id });
}

/** Whom the texts name that these events wrote, as the texts are now; by `textKey`. */
export async function findMentions(db: ActorReader, news: readonly News[]): Promise<Map<string, Mentions>> {
  const written = news.filter(writesText);
  if (written.length === 0) return new Map();
  const texts = await readTexts(db, written);
  const named = new Map(Array.from(texts, ([key, text]) => [key, namesIn(text)]));
  const ids = await findIds(db, [...new Set([...named.values()].flat())]);
  const before = await findKnown(db, written);
  return new Map(
    written.map((event): [string, Mentions] => {
      const key = textKey(event);
      const { subject_id: issue_id, comment_id, position } = event;
      const now = (named.get(key) ?? []).flatMap((name) => {
        const id = ids.get(name);
        return id === undefined ? [] : [[id, { name, position }] as const];
      });
      return [key, { issue_id, comment_id: comment_id ?? '', now: new Map(now), before: before.get(key) ?? new Set() }];
    }),
  );
}

/** The names of users in a text, folded. */
export function namesIn(text: string): string[] {
  return readReferences(text).users.map(({ username }) => fold(username));
}

/** Those of issues and comments that are there. */
async function readTexts(db: ActorReader, written: readonly News[]): Promise<Map<string, string>> {
  const ofComments = written.flatMap(({ comment_id }) => comment_id ?? []);
  const ofIssues = written.filter(({ comment_id }) => comment_id === null).map(({ subject_id }) => subject_id);
  const issues =
    ofIssues.length === 0
      ? []
      : await db.issues().select(['issue.id', 'issue.description']).where('issue.id', 'in', ofIssues).execute();
  const comments =
    ofComments.length === 0
      ? []
      : await db
          .comments()
          .select(['comment.id', 'comment.issue_id', 'comment.body'])
          .where('comment.id', 'in', ofComments)
          .execute();
  return new Map([
    ...issues.map(({ id, description }): [string, string] => [
      textKey({ subject_id: id, comment_id: null }),
      description,
    ]),
    ...comments.map(({ id, issue_id, body }): [string, string] => [
      textKey({ subject_id: issue_id, comment_id: id }),
      body,
    ]),
  ]);
}

/** Ids of users by their names, folded. */
async function findIds(db: ActorReader, names: string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await db.selectFrom('user').select(['id', 'username_key']).where('username_key', 'in', names).execute();
  return new Map(rows.map(({ id, username_key }) => [username_key ?? '', id]));
}

/** Whom the texts named when they were read last. */
async function findKnown(db: ActorReader, written: readonly News[]): Promise<Map<string, Set<string>>> {
  const ids = [...new Set(written.map(({ subject_id }) => subject_id))];
  const rows = await unguarded(db).selectFrom('mention').selectAll().where('issue_id', 'in', ids).execute();
  const byText = Map.groupBy(rows, textKeyOf);
  return new Map(Array.from(byText, ([key, found]) => [key, new Set(found.map(({ user_id }) => user_id))]));
}
