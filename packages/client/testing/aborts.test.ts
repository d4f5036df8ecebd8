// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test, vi } from 'vitest';
import { createDocketClient, type StoredSession } from '../src/index.ts';
import { codeOf, expireSoon, holdBack, logIn, receiveCalls, TOKEN_LIFE_MS } from './served-world.ts';

/** A call that is given up by hand. */
function impatient<Output>(call: (options: { signal: AbortSignal }) => Promise<Output>) {
  const controller = new AbortController();
  const failure = call({ signal: controller.signal }).then(
    () => 'no error',
    (error: Error) => error.cause,
  );
  return { failure, giveUp: () => controller.abort('enough') };
}

test('C68: lets go of a call while a refresh takes longer, and the others go on waiting for it', async () => {
  const { gate, fetch } = holdBack('auth.refresh');
  const { docket, clock, count } = await logIn({ fetch });
  clock.advance(TOKEN_LIFE_MS);
  gate.closed = true;
  const patient = docket.user.me.query();
  const { failure, giveUp } = impatient((options) => docket.issue.list.query({}, options));
  const late = docket.label.list.query({}, { signal: AbortSignal.timeout(500) }).catch(({ cause }) => cause);
  await gate.arrived;

  giveUp();
  expect(await failure).toBe('enough');
  expect(await late).toMatchObject({ name: 'TimeoutError' });

  gate.release();
  expect(await patient).toMatchObject({ username: 'ada' });
  await docket.user.me.query();
  expect([count('issue.list'), count('label.list')]).toEqual([1, 1]); // before the refresh, and not again after it
});

test('C68: lets go of one call of a batch, and the others get their answers', async () => {
  const { gate, fetch } = holdBack('user.me,issue.list');
  const signals: (AbortSignal | null | undefined)[] = [];
  const { docket, requests } = await logIn({
    fetch: (url, init) => {
      signals.push(init?.signal);
      return fetch(url, init);
    },
  });
  gate.closed = true;
  const patient = docket.user.me.query();
  const { failure, giveUp } = impatient((options) => docket.issue.list.query({}, options));
  await gate.arrived;

  giveUp();
  expect(await failure).toBe('enough');
  gate.release();
  expect(await patient).toMatchObject({ username: 'ada' });
  expect(requests.map(({ path }) => path)).toEqual(['/trpc/user.me,issue.list']);
  expect(signals.at(-1)?.aborted).toBe(false);
});

test('breaks a request off when nobody waits for it any more, with an API token too', async () => {
  const { url, users } = await receiveCalls();
  const { token } = await users.ada.caller.token.create({ name: 'report', scopes: ['issues:read'] });
  const { promise: sent, resolve: send } = Promise.withResolvers<AbortSignal>();
  const docket = createDocketClient({
    url,
    token,
    fetch: (address, init) => {
      if (init?.signal) send(init.signal);
      return fetch(address, init);
    },
  });
  const calls = [1, 2].map(() => impatient((options) => docket.issue.list.query({}, options)));
  const signal = await sent;
  for (const { failure, giveUp } of calls) {
    expect(signal.aborted).toBe(false);
    giveUp();
    expect(await failure).toBe('enough');
  }
  expect(signal.aborted).toBe(true);
});

test('sends nothing that was given up before it could be sent', async () => {
  const { gate, fetch } = holdBack('auth.refresh');
  const { docket, store, count } = await logIn({ fetch });
  expect(await codeOf(docket.label.create.mutate({ name: 'early' }, { signal: AbortSignal.abort() }))).toMatch(
    /abort/i,
  );
  await expireSoon(store);
  gate.closed = true;
  const { failure, giveUp } = impatient((options) => docket.label.create.mutate({ name: 'late' }, options));
  await gate.arrived;
  giveUp();
  expect(await failure).toBe('enough');
  gate.release();
  await docket.user.me.query();
  expect(count('label.create')).toBe(0);
});

test('keeps the tokens of a refresh by hand that nobody waits for any more', async () => {
  const { gate, fetch } = holdBack('auth.refresh');
  const { docket, store } = await logIn({ fetch });
  const { refresh_token } = (await store.get()) as StoredSession;
  gate.closed = true;
  const { failure, giveUp } = impatient((options) => docket.auth.refresh.mutate({ refresh_token }, options));
  await gate.arrived;
  giveUp();
  expect(await failure).toBe('enough');
  gate.release();
  await vi.waitUntil(async () => (await store.get())?.refresh_token !== refresh_token, 60_000);
});

test('is not logged in by a login that was given up', async () => {
  const { gate, fetch } = holdBack('auth.login');
  const { url } = await receiveCalls();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const docket = createDocketClient({
    url,
    async fetch(address, init) {
      const response = await fetch(address, { ...init, signal: null }); // the answer is here before it can be broken off
      const body = await response.text();
      if (address.includes('auth.login')) answer();
      return new Response(body, response);
    },
  });
  gate.closed = true;
  const { failure, giveUp } = impatient((options) =>
    docket.auth.login.mutate({ username: 'ada', password: TEST_PASSWORD }, options),
  );
  await gate.arrived;
  giveUp();
  expect(await failure).toBe('enough');
  gate.release();
  await answered;
  for (const _again of [1, 2]) expect(await codeOf(docket.user.me.query())).toBe('unauthenticated');
});
