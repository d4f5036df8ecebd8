// How long a token is taken by the other process after it was revoked.

import { send, type Target } from '@docket/kit/target';
import { expect } from 'vitest';
import { createIssue, type Pair } from './several-servers.ts';

/**
 * When a token that was revoked on one side is still good on the other, it stays so. That half a second is enough
 * stands in the tests of BearerTokens, which move the clock.
 */
const LIMIT_MS = 10_000;

/** Asks `target` without a break while `revoke` goes on. The token is refused with this status. */
export async function expectRefusal(
  target: Target,
  { token, revoke, status }: { token: string; revoke: () => Promise<{ status: number }>; status: number },
): Promise<void> {
  const ask = async () => (await send(target, 'GET /api/v1/issues', { token })).status;
  for (let count = 0; count < 3; count += 1) expect(await ask()).toBe(200); // it is known there, and remembered
  let revokedAt = Number.POSITIVE_INFINITY;
  const asking = (async () => {
    for (;;) {
      const begunAt = performance.now();
      const answered = await ask();
      if (answered !== 200) return answered;
      if (begunAt > revokedAt + LIMIT_MS) throw new Error(`the token is good ${begunAt - revokedAt} ms later`);
    }
  })();
  expect((await revoke()).status).toBeLessThan(300);
  revokedAt = performance.now();
  expect(await asking).toBe(status);
}

/** Does `work` while others read and write on both sides. */
export async function underLoad(pair: Pair, token: string, work: () => Promise<void>): Promise<void> {
  let isOver = false;
  const callers = Array.from({ length: 8 }, async (_, index) => {
    const target = pair[index % 2 === 0 ? 0 : 1];
    while (!isOver) {
      const call = index < 4 ? createIssue(target, token) : send(target, 'GET /api/v1/issues', { token });
      expect((await call).status).toBeLessThan(300);
    }
  });
  await work().finally(() => {
    isOver = true;
  });
  await Promise.all(callers);
}
