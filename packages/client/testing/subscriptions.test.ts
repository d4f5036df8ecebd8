// Runs on sqlite: it tests what lies above the database.

import { openTestServer } from '@docket/kit/server';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import { expect, onTestFinished, test } from 'vitest';
import { createDocketClient, type DocketError, follow } from '../src/index.ts';
import type { AppRouter } from '../src/trpc.ts';

const LOGIN = { username: 'ada', password: 'correct horse battery staple' };

async function served() {
  const server = await openTestServer();
  const ada = await server.docket.createUser('ada');
  const url = await server.listen();
  /** Cuts every stream that is open. */
  const cuts: AbortController[] = [];
  const cutting = (address: string | URL, init?: RequestInit) => {
    const cut = new AbortController();
    cuts.push(cut);
    return fetch(address, { ...init, signal: AbortSignal.any([cut.signal, ...(init?.signal ? [init.signal] : [])]) });
  };
  const cut = () => {
    for (const one of cuts.splice(0)) one.abort(new TypeError('cut')); // an AbortError would be the reader's own
  };
  return { server, ada, url, cutting, cut };
}

/** Waits for messages one by one. */
function queue() {
  const got: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    got,
    put(name: string) {
      got.push(name);
      for (const wake of waiting.splice(0)) wake();
    },
    async count(count: number) {
      while (got.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return got;
    },
  };
}

test('a subscription goes on over cuts, with the tokens that the session has by then', async () => {
  const { server, ada, url, cutting, cut } = await served();
  const docket = createDocketClient({ url, fetch: cutting });
  await docket.auth.login.mutate(LOGIN);
  const [labels, starts] = [queue(), queue()];
  const subscription = docket.event.stream.subscribe(
    { type: ['label.created'] },
    {
      onStarted: () => starts.put('started'),
      onData: ({ id, data }) => {
        expect(id).toBe(data.position);
        labels.put(String(data.subject.name));
      },
    },
  );
  onTestFinished(() => subscription.unsubscribe());
  await starts.count(1);
  await ada.caller.label.create({ name: 'one' });
  await labels.count(1);
  cut();
  await ada.caller.label.create({ name: 'two' });
  await labels.count(2);
  server.docket.clock.advance(31 * 60_000); // the access token has expired by the clock of the server
  await server.docket.caller({ system: 'test' }).label.create({ name: 'three' });
  cut();
  await server.docket.caller({ system: 'test' }).label.create({ name: 'four' });
  expect(await labels.count(4)).toEqual(['one', 'two', 'three', 'four']);
  subscription.unsubscribe();
  await server.docket.caller({ system: 'test' }).label.create({ name: 'five' });
  expect(labels.got).toHaveLength(4);
});

test('it ends for good with the session, and with what the server refuses', async () => {
  const { ada, url } = await served();
  const docket = createDocketClient({ url });
  await docket.auth.login.mutate(LOGIN);
  const errors = queue();
  const started = queue();
  const onError = (error: Error) => errors.put((error as DocketError).data.code);
  docket.event.stream.subscribe({}, { onStarted: () => started.put('started'), onError });
  await started.count(1);
  await ada.caller.auth.logoutAll();
  expect(await errors.count(1)).toEqual(['unauthenticated']);
  await docket.auth.login.mutate(LOGIN);
  docket.event.stream.subscribe({ cursor: 'made up' }, { onError });
  docket.event.stream.subscribe({ issue: '99' }, { onError });
  expect((await errors.count(3)).slice(1).sort()).toEqual(['issue_not_found', 'validation_failed']);
});

test('as an iterator it ends with the loop, and when all was told', async () => {
  const { server, ada, url } = await served();
  const docket = createDocketClient({ url });
  await docket.auth.login.mutate(LOGIN);
  const { position } = (await docket.event.list.query({ size: 1 })).items[0] ?? { position: undefined };
  for (const name of ['a', 'b', 'c']) await ada.caller.label.create({ name });
  const cursor = position ?? `${(await docket.event.list.query({ size: 1 })).items[0]?.position.split('.')[0]}.0`;
  const names: (string | null)[] = [];
  for await (const { data } of follow(docket.event.stream.subscribe, { cursor, follow: false })) {
    names.push(data.subject.name);
  }
  expect(names).toEqual(['a', 'b', 'c']);
  for await (const { data } of follow(docket.event.stream.subscribe, { cursor })) {
    expect(data.subject.name).toBe('a');
    break;
  }
  const leaving = new AbortController();
  const waiting = follow(docket.event.stream.subscribe, {}, { signal: leaving.signal }).next();
  leaving.abort();
  await expect(waiting).rejects.toThrow();
  while (server.docket.load().feed.followers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

test("tRPC's own httpSubscriptionLink reads it, and comes back after a cut", async () => {
  const { ada, url, cutting, cut } = await served();
  const trpc = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${url}/trpc`,
        EventSource,
        eventSourceOptions: {
          fetch: (address, init) =>
            cutting(address, {
              ...init,
              headers: { ...init.headers, authorization: `Bearer ${ada.access_token}` },
            } as RequestInit),
        },
      }),
    ],
  });
  const [labels, starts] = [queue(), queue()];
  const subscription = trpc.event.stream.subscribe(
    { type: ['label.created'] },
    {
      onStarted: () => starts.put('started'),
      onData: ({ id, data }) => labels.put(`${id === data.position} ${data.subject.name}`),
    },
  );
  onTestFinished(() => subscription.unsubscribe());
  await starts.count(1);
  cut(); // before anything came: it has its place all the same
  await ada.caller.label.create({ name: 'one' });
  await ada.caller.label.create({ name: 'two' });
  expect(await labels.count(2)).toEqual(['true one', 'true two']);
});
