import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { createDocketClient, isDocketError } from '../src/index.ts';
import { codeOf, startServer } from './served-users.ts';

test('registers, logs in, creates and lists', async () => {
  const { url } = await startServer();
  const docket = createDocketClient({ url: `${url}/` });

  const ada = await docket.auth.register.mutate({ email: 'ada@example.org', password: TEST_PASSWORD });
  await docket.auth.login.mutate({ username: 'ada@example.org', password: TEST_PASSWORD });
  const issue = await docket.issue.create.mutate({ title: 'Crash on save', description: 'It crashes.' });
  const { items } = await docket.issue.list.query({ status: ['open'] });

  expect(items).toEqual([issue]);
  expect(issue.author.id).toBe(ada.id);
});

test('makes every call with an API token, and begins no session with it', async () => {
  const { testDocket, url } = await startServer();
  const { caller, user } = await testDocket.createUser('ada');
  const { token } = await caller.token.create({ name: 'report', scopes: ['users:read'] });
  const docket = createDocketClient({ url, token });
  expect(await docket.user.me.query()).toEqual(user);
  expect(await codeOf(docket.session.list.query({}))).toBe('session_required');
  expect(await codeOf(docket.issue.list.query({}))).toBe('insufficient_scope');
  await docket.auth.login.mutate({ username: 'ada', password: TEST_PASSWORD });
  expect(await codeOf(docket.session.list.query({}))).toBe('session_required');
});

test('names the fields of an input that is not valid', async () => {
  const server = await startServer();
  const docket = createDocketClient({ url: server.url });

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
