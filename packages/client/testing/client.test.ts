// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { expect, test } from 'vitest';
import { createDocketClient, isDocketError } from '../src/index.ts';
import { codeOf } from './served-world.ts';

test('registers, logs in, creates and lists', async () => {
  const { server } = await serveWorld();
  const docket = createDocketClient({ url: `${await server.listen()}/` });

  const eve = await docket.auth.register.mutate({ email: 'eve@example.org', password: TEST_PASSWORD });
  await docket.auth.login.mutate({ username: 'eve@example.org', password: TEST_PASSWORD });
  const issue = await docket.issue.create.mutate({ title: 'Crash on save', description: 'It crashes.' });
  const { items } = await docket.issue.list.query({ author: 'me' });

  expect(items).toEqual([issue]);
  expect(issue.author.id).toBe(eve.id);
});

test('makes every call with an API token, and begins no session with it', async () => {
  const { server, users } = await serveWorld();
  const { token } = await users.ada.caller.token.create({ name: 'report', scopes: ['users:read'] });
  const docket = createDocketClient({ url: await server.listen(), token });
  expect(await docket.user.me.query()).toEqual(users.ada.user);
  expect(await codeOf(docket.session.list.query({}))).toBe('session_required');
  expect(await codeOf(docket.issue.list.query({}))).toBe('insufficient_scope');
  await docket.auth.login.mutate({ username: 'ada', password: TEST_PASSWORD });
  expect(await codeOf(docket.session.list.query({}))).toBe('session_required');
});

test('names the fields of an input that is not valid', async () => {
  const { server } = await serveWorld();
  const docket = createDocketClient({ url: await server.listen() });

  const error = await docket.auth.register.mutate({ email: 'ada', password: 'short' }).catch((reason) => reason);

  if (!isDocketError(error)) throw error;
  expect(error.data).toMatchObject({ code: 'validation_failed', httpStatus: 422, path: 'auth.register' });
  expect(error.data.errors?.map(({ path }) => path)).toEqual(['email', 'password']);
  expect(error.data.request_id).toEqual(expect.any(String));
});

test('takes no other failure for an answer of the server', async () => {
  const unreachable = createDocketClient({ url: 'http://127.0.0.1:1' });
  const behindProxy = createDocketClient({
    url: 'http://docket.example.org',
    fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
  });

  const failures = await Promise.allSettled([unreachable.user.me.query(), behindProxy.user.me.query()]);

  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(failures.map((failure) => failure.status === 'rejected' && isDocketError(failure.reason))).toEqual([
    false,
    false,
  ]);
  expect(isDocketError(new Error('no answer'))).toBe(false);
});
