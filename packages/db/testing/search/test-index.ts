import { createTestDatabase } from '@docket/kit/database';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Database, Reader, Writer } from '../../src/database.ts';
import { openDatabase } from '../../src/open.ts';
import { IssueDocument } from '../../src/search/document.ts';
import { TextHits } from '../../src/search/hits.ts';
import { writeWords } from '../../src/search/indexing.ts';
import { TEXT_FIELDS } from '../../src/search/plain-query.ts';
import type { TextQuery } from '../../src/search/text-query.ts';
import type { Texts } from './model.ts';

export let database: Database;

beforeAll(async () => {
  const ends: (() => Promise<void> | void)[] = [];
  database = await openDatabase(await createTestDatabase({ onEnd: (end) => ends.push(end) }));
  afterAll(async () => {
    await database.close();
    for (const end of ends) await end();
  });
});

/** Goes wherever a transaction is to be rolled back. */
class Undone extends Error {}

/** Lets `work` ask the index of these issues, whose serials, and projects, are their places in the list. Undefined: there is none. */
export async function withIndex(
  issues: (Partial<Texts> | undefined)[],
  work: (db: Writer) => Promise<void>,
): Promise<void> {
  const undone = database.write(async (db) => {
    for (const [serial, texts] of issues.entries()) {
      if (!texts) continue;
      const document = new IssueDocument(String(serial));
      for (const field of TEXT_FIELDS) for (const text of texts[field] ?? []) document.add(field, text);
      await writeWords(db, [{ serial, project_id: String(serial), words: document.words }]);
    }
    await work(db);
    throw new Undone();
  });
  await expect(undone).rejects.toThrow(Undone);
}

export async function hitsOf(db: Reader, query: TextQuery, projects?: string[]): Promise<number[]> {
  const hits = await hitsFor(db, query, projects).upTo(1000);
  return hits?.toSorted((a, b) => a - b) ?? [];
}

export function hitsFor(db: Reader, query: TextQuery, projects?: string[]): TextHits {
  return new TextHits(db, query, { projects });
}
