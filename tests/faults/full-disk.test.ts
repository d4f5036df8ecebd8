// Runs on sqlite: it fills the disk with the file of that engine.

// F6: the disk of the database is full. Writes are refused, reads go on, and with room again writes do, too.

import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { statusAtExit } from '@docket/kit/server-process';
import { admin, production, send, startServerForTest, type Target } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../packages/db/src/open.ts';
import { isLong, printFigures } from './figures.ts';

const ROUNDS = isLong ? 20 : 2;
const WRITERS = 8;
const MB = 1024 * 1024;

const mayMount = process.getuid?.() === 0 && process.platform === 'linux';

/** A folder on a disk of its own, which is in memory. */
function smallDisk(): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Takes all room on the disk but for this much. */
function fillUp(folder: string, left: number): () => void {
  const { bavail, bsize } = statfsSync(folder);
  const file = join(folder, 'something-else');
  writeFileSync(file, Buffer.alloc(bavail * bsize - left));
  return () => rmSync(file);
}

type Outcome = { status: number; id: string; retryAfter: string | null };

async function write(server: Target, token: string): Promise<Outcome> {
  const json = { title: 'Fills the disk', description: 'x'.repeat(2000) };
  const answer = await send<{ id: string }>(server, 'POST /api/v1/issues', { token, json });
  return { status: answer.status, id: answer.json.id, retryAfter: answer.headers.get('retry-after') };
}

/** Writes, some at a time, until so many writes have one of these statuses. */
async function writeUntil(server: Target, token: string, enough: (outcomes: Outcome[]) => boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (!enough(outcomes)) {
    outcomes.push(...(await Promise.all(Array.from({ length: WRITERS }, () => write(server, token)))));
  }
  return outcomes;
}

const countOf = (outcomes: Outcome[], status: number) => outcomes.filter((one) => one.status === status).length;

// Only root may mount the small disk that is to be full.
test.skipIf(!mayMount)(
  'F6: a full disk refuses writes with 503, lets reads through, and is over when there is room',
  async () => {
    const disk = smallDisk();
    const DATABASE_URL = `sqlite:${join(disk, 'docket.db')}`;
    const server = await startServerForTest({ ...production, DATABASE_URL });
    const { access_token: token } = await admin(server);
    const outcomes: Outcome[] = [];
    const reads: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const makeRoom = fillUp(disk, MB / 2);
      const filling = await writeUntil(server, token, (all) => countOf(all, 503) >= 3 * WRITERS);
      const known = filling.find(({ status }) => status === 201)?.id;
      for (const path of ['/api/v1/issues', `/api/v1/issues/${known}`, '/api/v1/users/me', '/health/live']) {
        reads.push((await send(server, `GET ${path}`, { token })).status);
      }
      makeRoom();
      const after = await writeUntil(server, token, (all) => all.length >= 2 * WRITERS);
      expect(after.map(({ status }) => status)).toEqual(after.map(() => 201));
      outcomes.push(...filling, ...after);
    }
    expect(outcomes.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    expect(new Set(reads)).toEqual(new Set([200]));
    server.process.kill('SIGTERM');
    expect(await statusAtExit(server.process)).toBe(0);

    const database = await openDatabase(DATABASE_URL);
    onTestFinished(() => database.close());
    const kept = await database.read.selectFrom('issue').select('id').execute();
    const ids = new Set(kept.map(({ id }) => id));
    const acknowledged = outcomes.filter(({ status }) => status === 201);
    const lost = acknowledged.filter(({ id }) => !ids.has(id));
    printFigures('F6', {
      'times full': ROUNDS,
      'writes acknowledged': acknowledged.length,
      refused: countOf(outcomes, 503),
      lost: lost.length,
    });
    expect(lost).toEqual([]);
    expect(ids.size).toBe(acknowledged.length);
    expect(await database.isSound()).toBe(true);
  },
);
