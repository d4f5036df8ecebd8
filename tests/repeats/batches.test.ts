// Idempotency-Keys of calls that share a request over tRPC: H9.

import { allRows } from '@docket/kit/both-engines';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const { docket, restore, server, users } = await serveWorld(afterAll);

beforeEach(restore);

describe.each([
  ['the direct path', ''],
  ['tRPC’s adapter', '&x=1'],
])('a batch by way of %s', (_, more) => {
  function batch(keys: string | undefined, bodies: string[]) {
    const calls = bodies.map(() => 'comment.create').join();
    const payload = Object.fromEntries(bodies.map((body, at) => [at, { issue_id: '1', body }]));
    return server.request({
      method: 'POST',
      url: `/trpc/${calls}?batch=1${more}`,
      token: users.ada.access_token,
      headers: { 'content-type': 'application/json', ...(keys !== undefined && { 'idempotency-key': keys }) },
      payload: JSON.stringify(payload),
    });
  }
  const idsIn = (text: string) =>
    (JSON.parse(text) as { result?: { data: { id: string } } }[]).map(({ result }) => result?.data.id);
  const comments = async () => (await allRows(docket.database))['comment']?.length ?? 0;

  test('has a key for each call, in their order', async () => {
    const first = await batch('"a", "", "c"', ['one', 'two', 'three']);
    const before = await comments();
    const again = await batch('"a", "", "c"', ['one', 'two', 'three']);
    expect(await comments()).toBe(before + 1);
    const [ids, same] = [idsIn(first.body), idsIn(again.body)];
    expect([same[0], same[2]]).toEqual([ids[0], ids[2]]);
    expect(same[1]).not.toBe(ids[1]);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test('with the same key twice is one call and one that is refused, or the same once more', async () => {
    const before = await comments();
    expect(new Set(idsIn((await batch('"a", "a"', ['one', 'one'])).body)).size).toBe(1);
    expect(await comments()).toBe(before + 1);
    const other = JSON.parse((await batch('"b", "b"', ['one', 'two'])).body) as object[];
    expect(other).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ error: expect.objectContaining({ data: expect.anything() }) }),
      ]),
    );
    expect(await comments()).toBe(before + 2);
  });

  test.each(['"a"', '"a", "b", "c"', 'a,', ','])('is refused when it has other keys than calls: %s', async (keys) => {
    const before = await comments();
    const answer = JSON.parse((await batch(keys, ['one', 'two'])).body) as {
      error: { data: { errors: { path: string }[] } };
    }[];
    expect(answer.map(({ error }) => error.data.errors[0]?.path)).toEqual(['Idempotency-Key', 'Idempotency-Key']);
    expect(await comments()).toBe(before);
  });
});
