import type { Database, Writer } from '@docket/db';
import { sql } from 'kysely';
import { isPostgres } from '../../packages/db/src/engine.ts';

/** Issues that one transaction writes. */
const CHUNK = 500;

/** As many different words as a large tracker has, of which few are used often. */
const WORDS = 50_000;

/** Each of three letters, so that as many words begin with the same three as do in English. */
const SYLLABLES = ['b', 'd', 'k', 'l', 'm', 'r', 's', 't'].flatMap((first) =>
  ['an', 'el', 'is', 'or', 'um'].map((rest) => first + rest),
);

/** The words by how often they are used: 0 is the most frequent one. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length];
  }
  return word;
}

/** Numbers in [0, 1) that are the same in each run. */
export function drawing(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function sentence(draw: () => number, length: number): string {
  return Array.from({ length }, () => drawWord(draw)).join(' ');
}

/** By Zipf's law: the nth most frequent word is used 1/n as often as the first. */
export function drawWord(draw: () => number): string {
  return wordOf(Math.floor(WORDS ** draw()) - 1);
}

/** A title of 8 words and a description of 60. */
export function textsOf(seed: number): { title: string; description: string } {
  const draw = drawing(seed);
  return { title: sentence(draw, 8), description: sentence(draw, 60) };
}

/** A comment of 30 words. */
function commentOf(seed: number, nth: number): string {
  return sentence(drawing(seed * 100 + nth), 30);
}

/** Gives drawn texts to issues that are there, and to their comments. */
export async function writeTexts(database: Database, issues: number): Promise<void> {
  for (let from = 1; from <= issues; from += CHUNK) {
    const until = from + CHUNK;
    await database.write((db) => writeSome(db, { from, until }));
  }
}

async function writeSome(db: Writer, { from, until }: { from: number; until: number }): Promise<void> {
  const issues = await db
    .selectFrom('issue')
    .select(['id', 'serial'])
    .where('serial', '>=', from)
    .where('serial', '<', until)
    .execute();
  const serials = new Map(issues.map(({ id, serial }) => [id, serial]));
  const comments = await db
    .selectFrom('comment')
    .select(['id', 'issue_id'])
    .where('issue_id', 'in', [...serials.keys()])
    .orderBy('id')
    .execute();
  const texts = issues.map(({ id, serial }) => ({ id, ...textsOf(serial) }));
  const bodies = comments.map(({ id, issue_id }, nth) => ({ id, body: commentOf(serials.get(issue_id) ?? 0, nth) }));
  const rowsOf = (rows: object[]) =>
    isPostgres(db)
      ? sql`json_array_elements(cast(${JSON.stringify(rows)} as json)) as written (value)`
      : sql`json_each(${JSON.stringify(rows)}) as written`;
  await sql`
    update issue set title = written.value ->> 'title', description = written.value ->> 'description'
    from ${rowsOf(texts)} where issue.id = written.value ->> 'id'`.execute(db);
  await sql`
    update comment set body = written.value ->> 'body'
    from ${rowsOf(bodies)} where comment.id = written.value ->> 'id'`.execute(db);
}
