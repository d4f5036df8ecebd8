// Two server processes on one database, and calls that come to both at once.

import { createTestDatabase } from '@docket/kit/database';
import { production, send, startServer, type Target } from '@docket/kit/target';
import { afterAll } from 'vitest';

export type Pair = readonly [here: Target, there: Target];

/** Starts both at once; they run as long as the tests of the file do. */
export async function startPair(settings: Record<string, string> = {}): Promise<Pair> {
  const DATABASE_URL = await createTestDatabase({ onEnd: afterAll });
  const given = { ...production, DATABASE_URL, ...settings };
  return Promise.all([startServer(given), startServer(given)]);
}

type Calls = { count: number; atOnce?: number };

/** Makes so many calls, to each of the processes by turns, some of them at once. */
export async function callBoth<T>(
  pair: Pair,
  { count, atOnce = 16 }: Calls,
  work: (target: Target, index: number) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      answers[index] = await work(pair[index % 2 === 0 ? 0 : 1], index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return answers;
}

/** The statuses of calls that come at once, in order. */
export async function statusesOf(calls: Promise<{ status: number }>[]): Promise<number[]> {
  return (await Promise.all(calls)).map(({ status }) => status).sort();
}

export const crash = { title: 'Crash on save', description: 'It crashes', priority: 'low' };

type MadeIssue = { number: number };

export function createIssue(target: Target, token: string, json: object = crash) {
  return send<MadeIssue>(target, 'POST /api/v1/issues', { token, json });
}
