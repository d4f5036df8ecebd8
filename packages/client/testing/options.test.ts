// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { loggerLink, type TRPCLink } from '@trpc/client';
import { expect, test } from 'vitest';
import { createDocketClient } from '../src/index.ts';
import { type AppRouter, trpcClient } from '../src/trpc.ts';
import { receiveCalls } from './served-world.ts';

const ada = { username: 'ada', password: TEST_PASSWORD };

test('makes each call in a request of its own with `batch: false`', async () => {
  const { url, requests, count } = await receiveCalls();
  const docket = createDocketClient({ url, batch: false });
  await docket.auth.login.mutate(ada);
  await Promise.all([
    docket.user.me.query(),
    docket.issue.list.query({ size: 1 }),
    docket.issue.get.query({ id: '1' }),
  ]);
  expect(requests.map(({ path }) => path).sort()).toEqual(
    ['auth.login', 'issue.get', 'issue.list', 'user.me'].map((name) => `/trpc/${name}`),
  );
  expect(count('auth.refresh')).toBe(0);
});

test('makes calls of one time in one request, and more than ten in two', async () => {
  const { url, requests } = await receiveCalls();
  const docket = createDocketClient({ url });
  await docket.auth.login.mutate(ada);
  requests.length = 0;
  await Promise.all(Array.from({ length: 11 }, () => docket.user.me.query()));
  expect(requests.map(({ path }) => path.split(',').length)).toEqual([10, 1]);
});

test('hands each call to the links of one, before the client adds a token, and nothing that it asks for itself', async () => {
  const { url, clock, count } = await receiveCalls();
  const seen: unknown[] = [];
  const watch: TRPCLink<AppRouter> =
    () =>
    ({ op, next }) => {
      seen.push([op.type, op.path, op.context['why']]);
      return next(op);
    };
  const docket = createDocketClient({ url, links: [loggerLink({ enabled: () => false }), watch] });
  await docket.auth.login.mutate(ada);
  clock.advance(2 * 60 * 60 * 1000);
  await docket.user.me.query(undefined, { context: { why: 'to greet' } });
  expect(count('auth.refresh')).toBe(1);
  expect(seen).toEqual([
    ['mutation', 'auth.login', undefined],
    ['query', 'user.me', 'to greet'],
  ]);
});

test('tells whoever asks the position of each mutation, and in a batch the last one of it', async () => {
  const { url, docket: served } = await receiveCalls();
  const told: [string, string][] = [];
  const docket = createDocketClient({ url, onPosition: (position, { path }) => void told.push([path, position]) });
  await docket.auth.login.mutate(ada);
  expect(told).toEqual([]);
  await docket.issue.list.query({});
  const own: string[] = [];
  const context = { onPosition: (position: string) => void own.push(position) };
  await Promise.all([
    docket.label.create.mutate({ name: 'one' }),
    docket.label.create.mutate({ name: 'two' }, { context }),
    docket.label.create.mutate({ name: ' ' }).catch(() => undefined),
  ]);
  const { read } = served.database;
  const { id } = await read.selectFrom('log').select('id').executeTakeFirstOrThrow();
  const event = await read.selectFrom('event').select('position').orderBy('position', 'desc').executeTakeFirst();
  const last = `${id}.${event?.position}`;
  expect(told).toEqual([
    ['label.create', last],
    ['label.create', last],
  ]);
  expect(own).toEqual([last]);
});

test('is a client of tRPC for packages that ask for one', async () => {
  const { url } = await receiveCalls();
  const docket = createDocketClient({ url });
  await trpcClient(docket).auth.login.mutate(ada);
  expect(await docket.user.me.query()).toMatchObject({ username: 'ada' });
});

test('calls a Docket that is at a path of its host', async () => {
  const addresses: string[] = [];
  const docket = createDocketClient({
    url: 'https://example.org/docket/',
    fetch: async (address) => {
      addresses.push(address);
      return new Response('[{"result":{"data":null}}]');
    },
  });
  await docket.user.me.query();
  expect(addresses).toEqual(['https://example.org/docket/trpc/user.me?batch=1&input=%7B%7D']);
});
