// Runs on sqlite: it tests what lies above the database.

import { openTestServer } from '@docket/kit/server';
import { startProxy } from '@docket/kit/tcp-proxy';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { expect, onTestFinished, test } from 'vitest';
import { createDocketClient, follow, isDocketError } from '../src/index.ts';
import type { AppRouter } from '../src/trpc.ts';

const LOGIN = { username: 'ada', password: 'correct horse battery staple' };

async function served() {
  const server = await openTestServer();
  const ada = await server.docket.createUser('ada');
  const proxy = await startProxy(await server.listen());
  return { server, ada, proxy, url: proxy.url.replace(/\/$/, '') };
}

test('calls and subscriptions share a connection, which lives as long as the session', async () => {
  const { server, url } = await served();
  const positions: string[] = [];
  const onPosition = (position: string) => void positions.push(position);
  const docket = createDocketClient({ url, transport: 'websocket', onPosition });
  await docket.auth.login.mutate(LOGIN);
  const before = connections(server);
  const labels = follow(docket.event.stream.subscribe, { type: ['label.created'] });
  const first = labels.next();
  const [me, listed] = await Promise.all([docket.user.me.query(), docket.label.list.query({})]);
  expect([me.username, listed.items]).toEqual(['ada', []]);
  while (server.docket.load().feed.followers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await docket.label.create.mutate({ name: 'bug' });
  const { value } = await first;
  expect([value?.data.subject.name, value?.id]).toEqual(['bug', positions.at(-1)]);
  expect((await connections(server)) - (await before)).toBe(1);
  const refusal = await docket.label.create.mutate({ name: 'bug' }).catch((error: unknown) => error);
  expect(isDocketError(refusal) && refusal.data.code).toBe('label_taken');
  await docket.auth.logout.mutate();
  await expect(labels.next()).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
  await expect(docket.user.me.query()).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
});

test('a mutation whose answer got lost is made once more, and done once', async () => {
  const { server, ada, url, proxy } = await served();
  const docket = createDocketClient({ url, transport: 'websocket', token: ada.access_token });
  await docket.user.me.query();
  const written = docket.label.create.mutate({ name: 'once' });
  while ((await ada.caller.label.list({})).items.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  proxy.cut(); // the answer may be on its way or here
  expect((await written).name).toBe('once');
  expect((await server.docket.caller({ user: 'ada' }).label.list({})).items).toHaveLength(1);
});

test('the session is renewed on a connection of its own, and streams go on where they were', async () => {
  const { server, ada, url } = await served();
  const docket = createDocketClient({ url, transport: 'websocket' });
  await docket.auth.login.mutate(LOGIN);
  const labels = follow(docket.event.stream.subscribe, { type: ['label.created'] });
  const first = labels.next();
  await docket.user.me.query();
  while (server.docket.load().feed.followers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await ada.caller.label.create({ name: 'one' });
  expect((await first).value?.data.subject.name).toBe('one');
  server.docket.clock.advance(31 * 60_000);
  const second = labels.next();
  expect((await docket.user.me.query()).username).toBe('ada');
  await server.docket.caller({ system: 'test' }).label.create({ name: 'two' });
  expect((await second).value?.data.subject.name).toBe('two');
  await labels.return();
});

test('a stream goes on over cuts, also one that was cut before its first message', async () => {
  const { ada, url, proxy } = await served();
  const docket = createDocketClient({ url, transport: 'websocket', token: ada.access_token });
  const started = Promise.withResolvers<void>();
  const names: (string | null)[] = [];
  const told = Promise.withResolvers<void>();
  const subscription = docket.event.stream.subscribe(
    { type: ['label.created'] },
    {
      onStarted: () => started.resolve(),
      onData: ({ data }) => {
        names.push(data.subject.name);
        if (names.length === 3) told.resolve();
      },
    },
  );
  onTestFinished(() => subscription.unsubscribe());
  await started.promise;
  for (const name of ['one', 'two', 'three']) {
    proxy.cut();
    await ada.caller.label.create({ name });
  }
  await told.promise;
  expect(names).toEqual(['one', 'two', 'three']);
});

test("tRPC's own wsLink makes calls, and goes on after a cut", async () => {
  const { ada, url, proxy } = await served();
  const client = createWSClient({
    url: `${url.replace('http', 'ws')}/trpc`,
    connectionParams: async () => ({ token: ada.access_token }),
  });
  onTestFinished(() => client.close());
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  expect((await trpc.user.me.query()).username).toBe('ada');
  const refusal = await trpc.issue.get.query({ id: '99' }).catch((error: unknown) => error);
  expect(isDocketError(refusal) && refusal.data.code).toBe('issue_not_found');
  const names: (string | null)[] = [];
  const waiting: (() => void)[] = [];
  const heard = async (count: number) => {
    while (names.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const started = Promise.withResolvers<void>();
  const subscription = trpc.event.stream.subscribe(
    { type: ['label.created'] },
    {
      onStarted: () => started.resolve(),
      onData({ id, data }) {
        expect(id).toBe(data.position);
        names.push(data.subject.name);
        for (const wake of waiting.splice(0)) wake();
      },
    },
  );
  await started.promise;
  await trpc.label.create.mutate({ name: 'one' });
  await heard(1);
  proxy.cut();
  await ada.caller.label.create({ name: 'two' });
  await heard(2);
  expect(names).toEqual(['one', 'two']);
  subscription.unsubscribe();
});

/** Those of the server that are open. */
function connections({ app }: Awaited<ReturnType<typeof served>>['server']): Promise<number> {
  return new Promise((resolve, reject) => {
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
