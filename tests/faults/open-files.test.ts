// Runs on sqlite: it tests what lies above the database.

// C17: a login while the server has as many files and connections open as it may.

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { addressOf, start, statusAtExit } from '@docket/kit/server-process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isLong } from './figures.ts';

const OPEN_FILES = 80;

/** Opens connections that the server answers on, until it can take no more. */
async function useUp(url: string): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  const taken: Socket[] = [];
  for (;;) {
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    const { promise: isAnswered, resolve } = Promise.withResolvers<boolean>();
    socket.once('data', () => resolve(true)).once('close', () => resolve(false));
    if (!(await isAnswered)) return taken;
    taken.push(socket);
  }
}

/** Logs in as nobody over one connection, and gives the status. */
function logIn(url: string, agent: Agent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { 'content-type': 'application/json' };
  const calling = request(`${url}/api/v1/auth/login`, { method: 'POST', agent, headers });
  calling.on('error', reject).on('response', async (answer) => {
    await text(answer);
    resolve(answer.statusCode ?? 0);
  });
  calling.end(JSON.stringify({ username: 'nobody', password: 'analytical engine' }));
  return promise;
}

// With more of them left, it fails later: when the code of the threads is loaded, when one begins, when that loads bcrypt.
test.each(isLong ? [0, 1, 2, 3, 4, 6, 8, 10] : [0, 2, 6])(
  'C17: refuses a login with 503 when only %i more files may be opened, and later logins work',
  async (left) => {
    const server = await start({ RATE_LIMIT_LOGINS: '0', RATE_LIMIT_WRITES: '0' }, { openFiles: OPEN_FILES });
    const url = await addressOf(server);
    server.stdout.resume();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    await new Promise((resolve) => request(`${url}/health/live`, { agent }, (answer) => resolve(text(answer))).end());

    const taken = await useUp(url);
    for (const socket of taken.splice(0, left)) {
      socket.destroy();
      await once(socket, 'close');
    }
    expect(left === 0 ? [503] : [503, 401]).toContain(await logIn(url, agent)); // with some left it may work
    for (const socket of taken) socket.destroy();
    // The server notices a little later that they are closed.
    await vi.waitFor(async () => expect(await logIn(url, agent)).toBe(401), 60_000);
    server.kill('SIGTERM');
    expect(await statusAtExit(server)).toBe(0);
  },
);
