// Runs on none: it opens no database.

import { refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { Turns } from '../../src/limits/turns.ts';

const busy = { code: 'unavailable', status: 503, retry_after: 1 };

/** Calls that begin at once, if they may, and end when they are told to. */
function opened(bounds: { running: number; waiting: number; waitMs?: number }) {
  const turns = new Turns({ waitMs: 60_000, what: 'lists', ...bounds });
  const begun: string[] = [];
  function call(name: string, { caller = 'ada', request = {} } = {}) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const done = turns.run({ caller, request }, () => {
      begun.push(name);
      return promise;
    });
    done.catch(() => undefined); // a test looks at it later
    return { done, end: () => resolve(name), fail: () => reject(new Error(name)) };
  }
  /** What has begun, once all has gone on that can. */
  async function settled(): Promise<string[]> {
    await new Promise(setImmediate);
    return begun;
  }
  return { call, settled };
}

test('lets so many requests of a caller run, keeps others in their order, and refuses more than may wait', async () => {
  const { call, settled } = opened({ running: 2, waiting: 2 });
  const [first, second, third, fourth] = [call('first'), call('second'), call('third'), call('fourth')];
  expect(await refusalOf(call('fifth').done)).toMatchObject(busy);
  call('of bob', { caller: 'bob' });
  expect(await settled()).toEqual(['first', 'second', 'of bob']);
  second.fail();
  await expect(second.done).rejects.toThrow('second');
  expect(await settled()).toEqual(['first', 'second', 'of bob', 'third']);
  for (const one of [first, third, fourth]) one.end();
  expect(await Promise.all([first.done, third.done, fourth.done])).toEqual(['first', 'third', 'fourth']);
  for (const name of ['sixth', 'seventh']) call(name);
  expect((await settled()).slice(-2)).toEqual(['sixth', 'seventh']);
});

test('runs the calls of a request one after another in one turn, also after one that fails', async () => {
  const { call, settled } = opened({ running: 1, waiting: 1 });
  const request = {};
  const [first, second, other] = [call('first', { request }), call('second', { request }), call('other')];
  expect(await settled()).toEqual(['first']);
  first.fail();
  expect(await settled()).toEqual(['first', 'second']);
  second.end();
  expect(await settled()).toEqual(['first', 'second', 'other']);
  other.end();
  expect(await other.done).toBe('other');
});

test('refuses all calls of a request that waits for too long, whose place another one gets', async () => {
  const { call, settled } = opened({ running: 1, waiting: 1, waitMs: 1 });
  const [first, request] = [call('first'), {}];
  const late = [call('late', { request }), call('later', { request })];
  for (const { done } of late) expect(await refusalOf(done)).toMatchObject(busy);
  const next = call('next');
  first.end();
  next.end();
  expect(await next.done).toBe('next');
  expect(await settled()).toEqual(['first', 'next']);
});
