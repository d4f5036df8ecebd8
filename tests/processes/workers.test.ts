// Runs on sqlite: it tests what lies above the database.

// WORKERS: several processes of one server.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { start } from '@docket/kit/server-process';
import { PASSWORD, production, send } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';

const PATIENCE = { timeout: 60_000 };

/** The processes that say that they listen, as they say it. */
async function* listening(lines: AsyncIterable<string>): AsyncGenerator<{ pid: number; url: string }, never> {
  for await (const line of lines) {
    const [, url] = /listening at (http:\S+?)"/i.exec(line) ?? [];
    if (url) yield { pid: JSON.parse(line).pid, url };
  }
  throw new Error('the server ended');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a worker that is killed is replaced, what it acknowledged is there, and SIGTERM ends them all', async () => {
  const server = await start({ ...production, WORKERS: '2', RATE_LIMIT_SIGNUPS: '0', RATE_LIMIT_WRITES: '0' });
  const workers = listening(createInterface(server.stdout));
  const [first, second] = [(await workers.next()).value, (await workers.next()).value];
  const acknowledged: string[] = [];
  let isOver = false;
  const registering = Array.from({ length: 4 }, async (_, caller) => {
    for (let turn = 0; !isOver; turn += 1) {
      const email = `user${caller}.${turn}@example.org`;
      const sent = { json: { email, password: PASSWORD }, headers: { connection: 'close' } };
      const answer = await send(first, 'POST /api/v1/auth/register', sent).catch(() => ({ status: 0 }));
      if (answer.status === 200) acknowledged.push(email);
      else expect(answer.status).toBe(0); // its process was killed
    }
  });
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(10), PATIENCE);
  process.kill(first.pid, 'SIGKILL');
  const third = (await workers.next()).value;
  const before = acknowledged.length;
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 10), PATIENCE);
  isOver = true;
  for (const username of acknowledged.slice(-5)) {
    const login = await send(first, 'POST /api/v1/auth/login', { json: { username, password: PASSWORD } });
    expect(login.status).toBe(200);
  }
  expect([first, second, third].map(({ pid }) => isAlive(pid))).toEqual([false, true, true]);
  server.stdout.resume();
  server.kill('SIGTERM');
  expect((await once(server, 'exit'))[0]).toBe(0);
  // Only now, because the connection that was being handed to the worker when it died stays open until its client or
  // the server ends it (nodejs/node, lib/internal/cluster/round_robin_handle.js: the reply never comes).
  await Promise.all(registering);
  expect([second, third].map(({ pid }) => isAlive(pid))).toEqual([false, false]);
});
