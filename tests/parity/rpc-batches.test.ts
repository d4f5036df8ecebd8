// Over tRPC a batch comes to the same, whether it goes straight to the procedures or through tRPC's own adapter.

import { expect, test } from 'vitest';
import { makeTwins, rpcBatch, rpcCall, type Sent } from './rpc-twins.ts';

const twins = await makeTwins();
const send = (sent: Sent) => twins(() => ({ as: 'bob', ...sent }));

test.each([
  ['of successes', 200, [['user.me'], ['issue.get', { id: '1' }], ['label.list', {}]]],
  ['of one', 200, [['user.me']]],
  ['of ten', 200, Array(10).fill(['user.me'])],
  ['of the same error', 404, Array(3).fill(['issue.get', { id: '99' }])],
  [
    'of different errors',
    207,
    [
      ['issue.get', { id: '99' }],
      ['issue.get', { id: '%' }],
    ],
  ],
  ['of a success and errors', 207, [['user.me'], ['issue.get', { id: '99' }], ['issue.get']]],
] as [string, number, [string, unknown?][]][])(
  'a batch %s is answered directly with %i',
  async (_of, status, calls) => {
    expect(await send(rpcBatch('query', calls))).toMatchObject({ status, isDirect: true });
  },
);

test('a batch of mutations has its effects in order, beside those that fail', async () => {
  const bug = { title: 'Leak', description: 'It leaks' };
  const sent = rpcBatch('mutation', [
    ['issue.create', bug],
    ['issue.create', { ...bug, title: '' }],
    ['label.create', { name: 'new' }],
    ['label.create', { name: 'new' }],
    ['issue.create', { ...bug, labels: ['new'] }],
    ['issue.delete', { id: '1' }],
  ]);
  expect(await send(sent)).toMatchObject({ status: 207, isDirect: true });
  expect(await send(rpcCall('query', 'issue.list', {}))).toMatchObject({ status: 200, isDirect: true });
});

test('a refusal for too many guesses says when to come back, also within a batch', async () => {
  const guess = { username: 'nobody', password: 'wrong' };
  await send(rpcBatch('mutation', Array(10).fill(['auth.login', guess])));
  await send(rpcBatch('mutation', Array(10).fill(['auth.login', guess])));
  const last = await send(
    rpcBatch('mutation', [
      ['auth.login', guess],
      ['label.create', { name: 'later' }],
    ]),
  );
  expect(last).toMatchObject({ status: 207, isDirect: true, headers: { 'retry-after': expect.any(String) } });
});
