import { type Database, MAIN_PROJECT_ID } from '@docket/db';

const AT = '2026-01-31T09:30:00.000Z';

/** Issues that one transaction makes. */
const CHUNK = 500;

/** As many different words as a large tracker has, of which few are used often. */
const WORDS = 50_000;

const SYLLABLES = [
  'ka',
  'ri',
  'on',
  'ste',
  'mal',
  'ver',
  'ing',
  'con',
  'pre',
  'tion',
  'ser',
  'al',
  'ex',
  'do',
  'qu',
  'ent',
];

function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length];
  }
  return word;
}

/** Numbers in [0, 1) that are the same in each run. */
function drawing(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function sentence(draw: () => number, length: number): string {
  // By Zipf's law: the nth most frequent word is used 1/n as often as the first.
  return Array.from({ length }, () => wordOf(Math.floor(WORDS ** draw()) - 1)).join(' ');
}

/** A title of 8 words and a description of 60. */
export function textsOf(seed: number): { title: string; description: string } {
  const draw = drawing(seed);
  return { title: sentence(draw, 8), description: sentence(draw, 60) };
}

type Filling = { issues: number; comments: number; author_id: string };

/** Adds issues and comments of 30 words. Answers how many characters they have. */
export async function fillWithTexts(database: Database, { issues, comments, author_id }: Filling): Promise<number> {
  let characters = 0;
  for (let first = 1; first <= issues; first += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, issues - first + 1) }, (_, at) => first + at);
    const made = numbers.map((number) => ({ number, id: `issue-${number}`, ...textsOf(number) }));
    const said = made.flatMap(({ id, number }) =>
      Array.from({ length: comments }, (_, at) => ({
        id: `comment-${number}-${at}`,
        issue_id: id,
        author_id,
        body: sentence(drawing(number * 100 + at), 30),
        created_at: AT,
        updated_at: AT,
      })),
    );
    for (const { title, description } of made) characters += title.length + description.length;
    for (const { body } of said) characters += body.length;
    await database.write(async (db) => {
      await db
        .insertInto('issue')
        .values(made.map((issue) => rowOf(issue, { comments, author_id })))
        .execute();
      if (said.length > 0) await db.insertInto('comment').values(said).execute();
    });
  }
  await database.write((db) =>
    db.updateTable('issue_counter').set({ last_number: issues, open_issues: issues }).execute(),
  );
  return characters;
}

type Made = { id: string; number: number; title: string; description: string };

function rowOf(issue: Made, { comments, author_id }: Pick<Filling, 'comments' | 'author_id'>) {
  return {
    ...issue,
    serial: issue.number,
    project_id: MAIN_PROJECT_ID,
    author_id,
    priority: 'medium' as const,
    status: 'open' as const,
    version: 1,
    created_at: AT,
    updated_at: AT,
    comment_count: comments,
  };
}
