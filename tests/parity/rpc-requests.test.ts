// Runs on sqlite: it tests what lies above the database.

// Over tRPC a request that no client of ours would send comes to the same, whether it is read by us or by tRPC's own adapter.

import { isMutation, isRpc, listProcedures } from '@docket/router';
import { expect, test } from 'vitest';
import { drawRequests } from './rpc-drawn.ts';
import { makeTwins, type Sent } from './rpc-twins.ts';

const { send: twins, restore } = await makeTwins();
const issue = encodeURIComponent('{"id":"1"}');
const issues = encodeURIComponent('{"0":{"id":"1"},"1":{"id":"1"}}');

/** As Bob, who may read the issue and can create one. */
const send = (sent: Sent) => twins(() => ({ as: 'bob', ...sent }));
const post = (path: string, body: string | Buffer, headers = {}) => send({ method: 'POST', path, body, headers });

test.each([
  `/trpc/issue.%67et?input=${issue}`,
  `/trpc/issue.get/?input=${issue}`,
  `/trpc/issue%2Eget?input=${issue}`,
  `/trpc/user.me%2cissue.get?batch=1&input=${encodeURIComponent('{"1":{"id":"1"}}')}`,
  '/trpc/issue.get?input=%7B%22id%22:%22one+two%2Bthree%22%7D',
  '/trpc/issue.get?input={"id":"1"}',
  '/trpc/issue.get?input={+"id":+"1"+}',
  `/trpc/issue.list?input=${encodeURIComponent('{"q":"☃ é 😀 \\ud800"}')}`,
  '/trpc/issue.list?input=null',
  '/trpc/issue.list?input=[]',
  '/trpc/issue.list?input=',
  '/trpc/user.me?input=5',
  '/trpc/user.me?',
  '/trpc/user.me?batch=1&',
  `/trpc/issue.get?batch=1&input=${encodeURIComponent('{"0":{"id":"1"},"7":{},"x":1}')}`,
  `/trpc/issue.get,issue.get?batch=1&input=${encodeURIComponent('{"0":null,"1":{"id":"1"}}')}`,
  `/trpc/issue.get?input=${encodeURIComponent('{"__proto__":{"id":"1"},"constructor":{"prototype":{"id":"1"}}}')}`,
  `/trpc/issue.get?batch=1&input=${encodeURIComponent('{"__proto__":{"0":{"id":"1"}}}')}`,
])('GET %s is read directly', async (path) => {
  expect((await send({ path })).isDirect).toBe(true);
});

test.each([
  ...[`input=${issue}&batch=1`, `batch=1&batch=1&input=${issues}`, `input=${issue}&input=5`, `input=5&input=${issue}`],
  ...[
    `batch=2&input=${issue}`,
    `batch=&input=${issue}`,
    `batch=true&input=${issue}`,
    `Input=${issue}`,
    `&input=${issue}`,
  ],
  ...[`%69nput=${issue}`, `input%3D${issue}`, `input=${issue}&x=1`, `input=${issue}#&batch=1`, `#?input=${issue}`],
  ...[
    'input=%7B%22id%22:%22%zz%22%7D',
    'input=%EF%BB%BF{"id":"1"}',
    'input=%7B%22id%22:%22%ff%22%7D',
    'input=%',
    'input={"id":%2B"1"}',
    'input={',
    'input=undefined',
  ],
  ...[`input=${issue}&connectionParams=null`, `input=${issue}&connectionParams={`],
  ...['batch=1&input=[]', 'batch=1&input=1'],
  ...['batch=1&input=null', 'batch=1&input="{}"', 'batch=1&input={', `batch=1&input=${issues},`, 'input', 'batch', '?'],
  ...[`input=${issue};batch=1`, `input[]=${issue}`, `batch=1?input=${issues}`, `lastEventId=1&input=${issue}`],
])('the query "%s" is understood the same', async (query) => {
  await send({ path: `/trpc/issue.get?${query}` });
  await send({ path: `/trpc/issue.get,issue.get?${query}` });
  await post(`/trpc/label.create?${query}`, '{"name":"from a query"}');
});

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'valueOf', '_def', 'createCaller'];

test.each([
  ...inherited.flatMap((name) => [
    name,
    `issue.${name}`,
    `issue.get.${name}`,
    `user.me,${name}`,
    `issue.get,issue.get,${name}`,
  ]),
  ...[
    'nowhere',
    'issue',
    'issue.',
    '.',
    ',',
    'user.me,',
    ',user.me',
    'user.me,,user.me',
    'user.me,token.revoke',
    'token.revoke',
  ],
  ...[
    'Issue.Get',
    'issue/get',
    'issue.get%20',
    'issue.get%00',
    'user%252Eme',
    'user%252eme,user.me',
    '%25',
    '%E0%A4%A',
    'user.me%2Fx',
  ],
  ...[
    Array(11).fill('user.me').join(),
    Array(300).fill('user.me').join(),
    'x'.repeat(501),
    'user.me;x=1',
    '%C3%A9',
    'é',
  ],
])('the path "%s" leads to the same', async (path) => {
  for (const query of ['', `?batch=1&input=${issues}`]) {
    await send({ path: `/trpc/${path}${query}` });
    await post(`/trpc/${path}${query}`, '{}');
  }
});

test.each([
  ...[
    '',
    ' ',
    '{',
    '{}',
    '[]',
    'null',
    '5',
    '"text"',
    'undefined',
    '{"name":"a",}',
    "{'name':'a'}",
    '{"name":"twice","name":"named"}',
  ],
  ...[
    '\uFEFF{"name":"bom"}',
    '\u00A0{"name":"wide space"}',
    '{"name":"\\ud800"}',
    '{"name":"\\u0000"}',
    '{"name":"a\u0000b"}',
    '{"name":"😀"}',
    '{"0":{"name":"zero"}}',
  ],
  ...[
    '{"__proto__":{"name":"x"}}',
    '{"\\u005f_proto__":{"0":{"name":"x"}}}',
    '{"constructor":{"prototype":{"name":"x"}}}',
  ],
  ...[
    '{"name":"p","__proto__":{"color":"red"}}',
    '['.repeat(5000),
    '{"":'.repeat(5000),
    '{"name":1e999}',
    '{} {}',
    '{"name":"\t"}',
  ],
])('the body %j comes to the same', async (body) => {
  await post('/trpc/label.create', body);
  await post('/trpc/label.create?batch=1', body);
  await post('/trpc/label.create,label.create?batch=1', body);
  // Takes no input, so the adapter never reads the body.
  await send({ method: 'POST', path: '/trpc/auth.refreshSession', body, as: 'anonymous' });
});

test.each([
  ...[{ 'content-type': 'application/JSON; charset=utf-8' }, { 'content-type': 'application/json;charset=latin1' }],
  ...[
    { 'content-type': 'application/json; x' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'text/plain' },
  ],
  ...[
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'application/octet-stream' },
    { 'content-type': '' },
  ],
  ...[{ accept: 'application/json' }, { accept: 'text/html, */*' }],
  ...[
    { host: 'a b' },
    { host: 'user@docket' },
    { host: 'docket:99999' },
    { host: '[::1]:80' },
    { host: '[' },
    { host: '1.2.3.4.5' },
    { host: 'é' },
  ],
  ...[
    { host: 'docket/evil' },
    { host: 'docket?x' },
    { host: 'xn--a' },
    { host: '' },
    { cookie: 'a=b; a=c' },
    { origin: 'https://evil.example' },
  ],
  ...[{ 'x-http-method-override': 'POST' }, { 'last-event-id': '5' }, { expect: '100-continue' }, { te: 'trailers' }],
])('the headers %j change nothing for one only', async (headers) => {
  await send({ path: `/trpc/issue.get?input=${issue}`, headers });
  await send({ path: `/trpc/issue.get,user.me?batch=1&input=${issues}`, headers });
  await post(
    '/trpc/label.create',
    JSON.stringify({ name: JSON.stringify(headers).replace(/\W/g, '').slice(0, 30) }),
    headers,
  );
});

test('an address with a host in it is read the same', async () => {
  for (const path of ['http://docket/trpc/user.me', 'http://user:word@docket/trpc/user.me', '//docket/trpc/user.me'])
    await send({ path });
});

test('a body that is not UTF-8 is refused as REST refuses it', async () => {
  for (const path of ['/trpc/label.create', '/trpc/label.create?batch=1', '/trpc/nowhere']) {
    const { status, body } = await post(path, Buffer.from('{"name":"caf\xe9"}', 'latin1'));
    const error = { message: 'The body is not UTF-8', data: { code: 'malformed_request', request_id: 'the-same' } };
    expect([status, JSON.parse(body)]).toMatchObject([400, { error }]);
  }
});

const mutations = listProcedures().filter((one) => isMutation(one) && isRpc(one));

test.each(mutations.filter(({ input }) => !input))('$name takes no input, and reads no body', async ({ name }) => {
  const expected = ['auth.refreshSession', 'auth.readSession'].includes(name) ? 401 : 200; // they ask for a cookie
  for (const body of ['{}', '', '{']) {
    for (const query of ['', '?batch=1']) {
      expect((await post(`/trpc/${name}${query}`, body)).status).toBe(expected);
      await restore();
    }
  }
});

test.each(mutations.filter(({ input, audience }) => input && audience !== 'public'))(
  '$name counts a call and judges the caller before it reads the input',
  async ({ name }) => {
    const { status, headers } = await send({ method: 'POST', path: `/trpc/${name}`, body: '{', as: 'anonymous' });
    expect([status, headers['ratelimit']]).toEqual([401, expect.stringContaining('"write"')]);
  },
);

test('hundreds of requests drawn from usual and odd pieces come to the same', async () => {
  const names = { GET: namesOf('query'), POST: namesOf('mutation') };
  let direct = 0;
  for (const sent of drawRequests({ seed: 4, count: 220, names })) direct += Number((await twins(() => sent)).isDirect);
  expect(direct).toBeGreaterThan(50); // else the pieces are too odd to compare much
});

function namesOf(type: 'query' | 'mutation'): string[] {
  const all = listProcedures().filter((one) => isRpc(one) && isMutation(one) === (type === 'mutation'));
  // A logout ends the session of the others, and a stream does not end.
  return all.flatMap(({ name, kind }) => (name.startsWith('auth.logout') || kind === 'feed' ? [] : [name]));
}
