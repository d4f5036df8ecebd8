// Runs on sqlite: it tests what lies above the database.

// I15 over HTTP: forms in, contents out.

import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const world = await serveWorld(afterAll, { FILE_MAX: '2MB' });
const { ada, bob } = world.users;
const url = await world.server.listen();
const ISSUE = '/api/v1/issues/1/attachments';

beforeEach(() => world.restore());

const authorization = (token = bob.access_token) => ({ authorization: `Bearer ${token}` });

function formOf(...files: [field: string, filename: string, content: string | Uint8Array<ArrayBuffer>][]): FormData {
  const form = new FormData();
  for (const [field, filename, content] of files) form.append(field, new Blob([content]), filename);
  return form;
}

const attach = (body: FormData, path = ISSUE) => fetch(url + path, { method: 'POST', headers: authorization(), body });

async function attached(content: string | Uint8Array<ArrayBuffer>, filename = 'a.bin') {
  const { items } = await (await attach(formOf(['file', filename, content]))).json();
  return items[0] as { id: string; sha256: string; content_type: string; url: string };
}

const read = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(url + path, { method, headers: { ...authorization(), ...headers } });

/** Nothing is there but what the world has. */
async function expectNothing(): Promise<void> {
  const { items } = await bob.caller.attachment.list({ issue_id: '1' });
  expect(items.map(({ filename }) => filename)).toEqual(['trace.txt']);
  expect(await world.docket.database.read.selectFrom('loose_file').selectAll().execute()).toEqual([]);
}

describe('a form', () => {
  test('with one file, or several, makes attachments in its order', async () => {
    const one = await attach(formOf(['file', 'a.txt', 'a']));
    expect([one.status, await one.json()]).toMatchObject([201, { items: [{ filename: 'a.txt', size: 1 }] }]);
    const more = await attach(formOf(['files', 'b.txt', 'b'], ['files', 'c 登录 "x".txt', ''], ['file', 'd', 'd']));
    const names = (await more.json()).items.map(({ filename }: { filename: string }) => filename);
    expect([more.status, names]).toEqual([201, ['b.txt', 'c 登录 "x".txt', 'd']]);
  });

  test('on a comment makes attachments of that', async () => {
    const body = formOf(['file', 'a.txt', 'a']);
    const path = `/api/v1/comments/${world.comment.id}/attachments`;
    const response = await fetch(url + path, { method: 'POST', headers: authorization(ada.access_token), body });
    expect([response.status, await response.json()]).toMatchObject([
      201,
      { items: [{ comment_id: world.comment.id }] },
    ]);
  });

  test.each<[string, FormData, number, string]>([
    ['of another field', formOf(['fiel', 'a.txt', 'a']), 422, 'validation_failed'],
    ['without a file', formOf(), 422, 'validation_failed'],
    [
      'with a file that is too large',
      formOf(['file', 'a', 'a'], ['file', 'b', new Uint8Array(2 ** 21 + 1)]),
      413,
      'file_too_large',
    ],
    [
      'with too many',
      formOf(...Array.from({ length: 11 }, () => ['files', 'a', 'a'] as ['files', 'a', 'a'])),
      409,
      'too_many_files',
    ],
    [
      'with ten thousand',
      formOf(...Array.from({ length: 10_000 }, () => ['files', 'a', 'a'] as ['files', 'a', 'a'])),
      409,
      'too_many_files',
    ],
  ])('%s is refused, and leaves nothing behind', async (_what, form, status, code) => {
    const response = await attach(form);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    await expectNothing();
  });

  test('with a text field is refused', async () => {
    const form = formOf(['file', 'a', 'a']);
    form.append('file', 'text');
    const response = await attach(form);
    expect([response.status, (await response.json()).errors]).toMatchObject([422, [{ path: 'file' }]]);
    await expectNothing();
  });

  test.each([
    ['multipart/form-data', '--x\r\n', 400],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of',
      400,
    ],
    ['multipart/form-data; boundary=x', '', 422],
    ['application/json', '{}', 415],
    ['application/octet-stream', 'a', 415],
  ])('that comes as %s and is %j is refused', async (contentType, body, status) => {
    const response = await fetch(url + ISSUE, {
      method: 'POST',
      headers: { ...authorization(), 'content-type': contentType },
      body,
    });
    expect(response.status).toBe(status);
    await expectNothing();
  });

  test('of a stranger is refused unread', async () => {
    const response = await fetch(url + ISSUE, { method: 'POST', body: formOf(['file', 'a', 'a']) });
    expect([response.status, (await response.json()).code]).toEqual([401, 'unauthenticated']);
  });

  test('that breaks off with its connection leaves nothing behind', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const head = `POST ${ISSUE} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bob.access_token}\r\ncontent-length: 1000000\r\ncontent-type: multipart/form-data; boundary=x\r\n\r\n`;
    socket.write(
      `${head}--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${'a'.repeat(100_000)}`,
    );
    const noted = () => world.docket.database.read.selectFrom('loose_file').selectAll().execute();
    await expect.poll(async () => (await noted()).length, { timeout: 30_000 }).toBe(1);
    socket.destroy();
    await expect.poll(async () => (await noted()).length, { timeout: 30_000 }).toBe(0);
    await expectNothing();
  });
});

describe('a content', () => {
  const content = randomBytes(100_000);

  test('is read as it came, with its name, type and tag, and runs nowhere', async () => {
    const { id, sha256 } = await attached(content, 'Ünïcödé "q".bin');
    expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    const response = await read(`/api/v1/attachments/${id}/content`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '100000',
      'content-disposition': `attachment; filename="?n?c?d? \\"q\\".bin"; filename*=UTF-8''%C3%9Cn%C3%AFc%C3%B6d%C3%A9%20%22q%22.bin`,
      etag: `"${sha256}"`,
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': 'private, no-cache',
    });
  });

  test('is read in parts, and not again by who has it', async () => {
    const { id, sha256 } = await attached(content);
    const path = `/api/v1/attachments/${id}/content`;
    for (const [range, first, last] of [
      ['bytes=0-0', 0, 0],
      ['bytes=99990-', 99_990, 99_999],
      ['bytes=-5', 99_995, 99_999],
      ['bytes=5-200000', 5, 99_999],
    ] as const) {
      const part = await read(path, { range });
      expect([part.status, part.headers.get('content-range')], range).toEqual([206, `bytes ${first}-${last}/100000`]);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(first, last + 1));
    }
    for (const range of ['bytes=abc', 'bytes=0-1,3-4', 'lines=1-2'])
      expect((await read(path, { range })).status).toBe(200);
    const beyond = await read(path, { range: 'bytes=100000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */100000']);
    const known = await read(path, { 'if-none-match': `"${sha256}"` });
    expect([known.status, await known.text()]).toEqual([304, '']);
    const head = await read(path, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '100000', '']);
  });

  test.each([
    ['an empty one', '', 'application/octet-stream'],
    ['text', 'a\tb\r\nä 登录', 'text/plain; charset=utf-8'],
    ['HTML', '<!doctype html><script>alert(1)</script>', 'text/plain; charset=utf-8'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'text/plain; charset=utf-8'],
    [
      'a PNG',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
      'image/png',
    ],
    ['a PDF', '%PDF-1.7\n', 'application/pdf'],
    ['bytes', Buffer.from([1, 2, 3]), 'application/octet-stream'],
  ])('%s is what its bytes say, whatever its name', async (_what, bytes, type) => {
    const { id } = await attached(bytes as Uint8Array<ArrayBuffer>, 'picture.png');
    const response = await read(`/api/v1/attachments/${id}/content`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  });

  test('is not there for strangers', async () => {
    const { id } = await attached(content);
    expect((await fetch(`${url}/api/v1/attachments/${id}/content`)).status).toBe(401);
  });
});
