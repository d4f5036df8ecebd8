// Backups in memory, for the tests of this folder.

import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { allRows, type Engine, openOn } from '@docket/kit/both-engines';
import { expect } from 'vitest';
import { backupDatabase } from '../../src/backup/backup.ts';
import { checkBackup, type Source } from '../../src/backup/read.ts';
import { restoreDatabase } from '../../src/backup/restore.ts';
import type { Database } from '../../src/database.ts';
import { MAIN_PROJECT_ID } from '../../src/main-project.ts';
import type { BadValue } from '../../src/move/bad-values.ts';

export const AT = '2026-01-31T09:30:00.000Z';

function startProgress() {
  return { advance: () => undefined, stop: () => undefined };
}

type Taken = { bytes: Buffer; badValues: BadValue[]; additions: string[] };

export async function backup(from: Database): Promise<Taken> {
  const to = new PassThrough();
  const [badValues, additions]: [BadValue[], string[]] = [[], []];
  const reading = buffer(to);
  await backupDatabase({
    from,
    to,
    at: new Date(AT),
    startProgress,
    onBadValue: (badValue) => void badValues.push(badValue),
    onAddition: (name) => void additions.push(name),
  });
  to.end();
  return { bytes: await reading, badValues, additions };
}

/** In pieces of so many bytes. */
function sourceOf(bytes: Buffer, piece = 65_536): Source {
  return {
    name: 'The file',
    async *open() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
  };
}

export function restore(bytes: Buffer, to: Database) {
  return restoreDatabase({ source: sourceOf(bytes), to, startProgress });
}

export function check(bytes: Buffer, piece?: number) {
  return checkBackup(sourceOf(bytes, piece), startProgress);
}

/** An account, some issues of it, and what happened to them. */
export function fill(database: Database, issues = 3): Promise<void> {
  return database.write(async (db) => {
    const at = { created_at: AT, updated_at: AT };
    const ada = { id: 'ada', email: 'ada@example.org', role: 'user', search_key: '', ...at } as const;
    await db.insertInto('user').values(ada).execute();
    for (let number = 1; number <= issues; number += 1) {
      const text = { title: `Issue ${number}`, description: 'ä𝄞\n\u2028"', priority: 'low', status: 'open' } as const;
      const issue = {
        id: `issue-${number}`,
        project_id: MAIN_PROJECT_ID,
        serial: number,
        number,
        ...text,
        author_id: 'ada',
        version: 1,
        ...at,
      };
      await db.insertInto('issue').values(issue).execute();
      const event = { id: `of ${number}`, type: 'issue.created', subject_id: issue.id, data: '{ "a": 1 }' };
      await db
        .insertInto('event')
        .values({ ...event, created_at: AT })
        .execute();
    }
    await db.updateTable('counter').set({ value: issues }).execute();
  });
}

/** A database without tables, of which nothing may be changed by what is restored to it. */
export async function untouched(engine: Engine): Promise<{ target: Database; expectUntouched(): Promise<void> }> {
  const target = await openOn(engine, { isEmpty: true });
  return { target, expectUntouched: async () => expect(await allRows(target)).toEqual({}) };
}
