// Runs on sqlite: it tests what lies above the database.

// A mutation whose answer got lost is made once more by the client, and done once by the server.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createDocketClient, type DocketClientOptions } from '../src/index.ts';

const { server, users, docket: served } = await serveWorld(afterAll);

/** The input for an issue that is known again by its title, as the tests run at one time. */
const about = (title: string) => ({ title, description: 'It crashes' });

async function countOf(title: string): Promise<number> {
  const { items } = await users.ada.caller.issue.list({ size: 100 });
  return items.filter((issue) => issue.title === title).length;
}

type Loss = { requests: { url: string; key: string | null }[]; fetch: NonNullable<DocketClientOptions['fetch']> };

/** Passes requests on, and loses so many of the answers: as a server does that is killed after its commit. */
function losing(answers: number, how: () => Response | never = cut): Loss {
  const requests: Loss['requests'] = [];
  return {
    requests,
    async fetch(url, init) {
      requests.push({ url: new URL(url).pathname, key: new Headers(init?.headers).get('idempotency-key') });
      const answer = await fetch(url, init);
      return requests.length <= answers ? how() : answer;
    },
  };
}

function cut(): never {
  throw new TypeError('fetch failed');
}

async function clientWith({ fetch }: Loss, options: Partial<DocketClientOptions> = {}) {
  return createDocketClient({ url: await server.listen(), token: users.ada.access_token, fetch, ...options });
}

describe.concurrent('a mutation', () => {
  test.each([
    ['the connection was lost', cut],
    ['a proxy answered that nobody is there', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
  ])('when %s, it is made again with the same key', async (when, how) => {
    const loss = losing(1, how);
    const issue = await (await clientWith(loss)).issue.create.mutate(about(when));
    expect(issue.title).toBe(when);
    expect(await countOf(when)).toBe(1);
    expect(loss.requests).toHaveLength(2);
    expect(loss.requests[0]?.key).toMatch(/^"[0-9a-f]{32}"$/);
    expect(loss.requests[1]).toEqual(loss.requests[0]);
  });

  test('each of a batch has a key of its own', async () => {
    const loss = losing(1);
    const docket = await clientWith(loss);
    const titles = ['one', 'two', 'three'];
    const made = await Promise.all(titles.map((title) => docket.issue.create.mutate(about(title))));
    expect(made.map(({ title }) => title)).toEqual(titles);
    expect(await Promise.all(titles.map(countOf))).toEqual([1, 1, 1]);
    expect(loss.requests.map(({ url }) => url.split(',').length)).toEqual([3, 3]);
    expect(new Set(loss.requests[0]?.key?.split(', ')).size).toBe(3);
  });

  test('without batches, too', async () => {
    await (await clientWith(losing(1), { batch: false })).issue.create.mutate(about('alone'));
    expect(await countOf('alone')).toBe(1);
  });

  test('once more, and not for ever', async () => {
    const loss = losing(9);
    await expect((await clientWith(loss)).issue.create.mutate(about('never mind'))).rejects.toThrow('fetch failed');
    expect(loss.requests).toHaveLength(2);
  });

  test('what the server has refused is not made again', async () => {
    const loss = losing(0);
    const docket = await clientWith(loss);
    await expect(docket.issue.create.mutate(about(''))).rejects.toMatchObject({
      data: { code: 'validation_failed' },
    });
    expect(loss.requests).toHaveLength(1);
  });

  test('a query, and a mutation that takes no key, are sent without one and once', async () => {
    const loss = losing(9);
    const docket = await clientWith(loss);
    await expect(docket.user.me.query()).rejects.toThrow('fetch failed');
    const passwords = { current_password: 'is wrong here', new_password: 'another long one' };
    await expect(docket.password.change.mutate(passwords)).rejects.toThrow('fetch failed');
    expect(loss.requests.map(({ key }) => key)).toEqual([null, null]);
  });

  test('whoever has left is not waited for', async () => {
    const loss = losing(9);
    const leaving = new AbortController();
    const call = (await clientWith(loss)).issue.create.mutate(about('never mind'), { signal: leaving.signal });
    await vi.waitFor(() => expect(loss.requests).toHaveLength(1));
    leaving.abort();
    await expect(call).rejects.toThrow(/abort/i);
    expect(loss.requests).toHaveLength(1);
  });

  test('with a key of the caller’s, a call that is made again by hand is done once', async () => {
    const loss = losing(0);
    const docket = await clientWith(loss);
    const options = { context: { idempotency_key: 'the "one" \\ only' } };
    const first = await docket.issue.create.mutate(about('by hand'), options);
    expect(await docket.issue.create.mutate(about('by hand'), options)).toEqual(first);
    expect(await countOf('by hand')).toBe(1);
  });

  test('a session whose access token has expired meanwhile goes on with the same key', async () => {
    const loss = losing(0);
    const { refresh_token } = await served.caller('anonymous').auth.login({
      username: 'ada',
      password: TEST_PASSWORD,
    });
    const stale = { id: 's', access_token: 'stale', refresh_token, expires_at: '9999-01-01T00:00:00.000Z' };
    const kept = new Map<string, typeof stale | null>([['session', stale]]);
    const session = {
      get: () => kept.get('session') ?? null,
      set: (next: typeof stale | null) => void kept.set('session', next),
    };
    const docket = createDocketClient({ url: await server.listen(), fetch: loss.fetch, session });
    await docket.issue.create.mutate(about('never mind'));
    const keys = loss.requests.filter(({ url }) => url.endsWith('issue.create')).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });
});
