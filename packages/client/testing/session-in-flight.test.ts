// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import type { StoredSession } from '../src/index.ts';
import { memoryStore } from '../src/token-session.ts';
import { codeOf, expireSoon, holdBack, logIn, TOKEN_LIFE_MS } from './served-world.ts';

// Calls that are under way while the session changes.

test('retries a call that hears of the expiry late with the tokens that another call got', async () => {
  const { gate, fetch } = holdBack('issue.list');
  const { docket, clock, count } = await logIn({ fetch });
  clock.advance(TOKEN_LIFE_MS);
  gate.closed = true;
  const late = docket.issue.list.query({});
  await gate.arrived;
  await docket.user.me.query();

  gate.release();

  expect(await late).toMatchObject({ total: 2 });
  expect(count('auth.refresh')).toBe(1);
});

test('does not retry a call of the first user as the second', async () => {
  const { gate, fetch } = holdBack('issue.list');
  const { docket, clock, count } = await logIn({ fetch });
  clock.advance(TOKEN_LIFE_MS);
  gate.closed = true;
  const callOfAda = codeOf(docket.issue.list.query({}));
  await gate.arrived;
  await docket.auth.login.mutate({ username: 'bob', password: TEST_PASSWORD });

  gate.release();

  expect(await callOfAda).toBe('unauthenticated');
  expect(count('issue.list')).toBe(1);
});

test('drops the answer of a refresh that comes after another login', async () => {
  const { gate, fetch } = holdBack('auth.refresh');
  const { docket, store, clock } = await logIn({ fetch });
  clock.advance(TOKEN_LIFE_MS);
  gate.closed = true;
  const callOfAda = codeOf(docket.user.me.query());
  await gate.arrived;
  await docket.auth.login.mutate({ username: 'bob', password: TEST_PASSWORD });
  const sessionOfBob = await store.get();

  gate.release();

  expect(await callOfAda).toBe('unauthenticated');
  expect(await store.get()).toEqual(sessionOfBob);
});

test('drops the answer of a refresh by hand that comes after a logout', async () => {
  const { gate, fetch } = holdBack('auth.refresh');
  const { docket, store } = await logIn({ fetch });
  gate.closed = true;
  const { refresh_token } = (await store.get()) as StoredSession;
  const late = docket.auth.refresh.mutate({ refresh_token });
  await gate.arrived;
  await docket.auth.logout.mutate();

  gate.release();

  await late;
  expect(await store.get()).toBeNull();
});

test('stays with the later of two logins, whichever is answered first', async () => {
  const { gate, fetch } = holdBack('auth.login');
  const { docket } = await logIn({ fetch });
  gate.closed = true;
  const late = docket.auth.login.mutate({ username: 'ada', password: TEST_PASSWORD });
  await gate.arrived;
  await docket.auth.login.mutate({ username: 'bob', password: TEST_PASSWORD });

  gate.release();

  await late;
  expect(await docket.user.me.query()).toMatchObject({ username: 'bob' });
});

test('does not write a refreshed session over a newer one in a store that is slow', async () => {
  const kept = memoryStore();
  const { promise: writing, resolve: write } = Promise.withResolvers<void>();
  let slow = false;
  const session = {
    get: kept.get,
    set: async (next: StoredSession | null) => {
      if (slow) {
        slow = false;
        write();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      await kept.set(next);
    },
  };
  const { docket } = await logIn({ session });
  await expireSoon(kept);
  slow = true;
  const callOfAda = codeOf(docket.user.me.query());
  await writing;

  await docket.auth.login.mutate({ username: 'bob', password: TEST_PASSWORD });

  await callOfAda;
  expect(await docket.user.me.query()).toMatchObject({ username: 'bob' });
});
