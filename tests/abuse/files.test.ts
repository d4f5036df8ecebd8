// T29, T41: files that are not what they say, too many of them, and too much.

import { residentMemory, send, signUp, startServer } from '@docket/kit/target';
import { expect, test } from 'vitest';

const MB = 1024 * 1024;

const server = await startServer({ FILE_MAX: '1MB', FILES_PROJECT_QUOTA: '3MB', FILES_PER_REQUEST: '5' });
const ada = await signUp(server, 'ada');
const { access_token: token } = ada;
const issue = { title: 'Attacked', description: 'by files' };
await send(server, 'POST /api/v1/issues', { token, json: issue });

const ADDRESS = `${server.url}/api/v1/issues/1/attachments`;
const authorization = `Bearer ${token}`;

type Part = { filename: string; content: string | Uint8Array<ArrayBuffer>; type?: string };

async function attach(...parts: Part[]) {
  const form = new FormData();
  for (const { filename, content, type = '' } of parts) form.append('files', new Blob([content], { type }), filename);
  return fetch(ADDRESS, { method: 'POST', headers: { authorization }, body: form });
}

async function attached(part: Part) {
  const response = await attach(part);
  expect(response.status, part.filename).toBe(201);
  const { items } = (await response.json()) as { items: { id: string; filename: string; content_type: string }[] };
  return items[0] as (typeof items)[number];
}

async function remove(id: string): Promise<void> {
  expect((await send(server, `DELETE /api/v1/attachments/${id}`, { token })).status).toBe(204);
}

const SCRIPT = '<script>alert(document.domain)</script>';

test.each<[string, Part]>([
  ['HTML that is called a picture', { filename: 'cat.png', content: `<!doctype html>${SCRIPT}`, type: 'image/png' }],
  ['HTML that says what it is', { filename: 'page.html', content: `<html>${SCRIPT}</html>`, type: 'text/html' }],
  [
    'an SVG with a script',
    { filename: 'a.svg', content: `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`, type: 'image/svg+xml' },
  ],
  [
    'XML with a style sheet',
    {
      filename: 'a.xml',
      content: `<?xml version="1.0"?><?xml-stylesheet href="x"?><a>${SCRIPT}</a>`,
      type: 'text/xml',
    },
  ],
  [
    'a GIF that is a script as well',
    { filename: 'a.gif', content: `GIF89a/*${'\0'.repeat(20)}*/=1;alert(1)//${SCRIPT}` },
  ],
  ['a PDF with HTML before it', { filename: 'a.pdf', content: `${SCRIPT}%PDF-1.7` }],
  ['a script', { filename: 'a.js', content: 'alert(1)', type: 'text/javascript' }],
  [
    'a zip that says it is more',
    {
      filename: 'a.zip',
      content: Buffer.from('504b0304140000000800000000000000000000ffffffffffffffff01000000610300', 'hex'),
    },
  ],
])('%s runs nowhere', async (_what, part) => {
  const { id } = await attached(part);
  const response = await fetch(`${server.url}/api/v1/attachments/${id}/content`, { headers: { authorization } });
  const header = (name: string) => response.headers.get(name) ?? '';
  expect(header('content-disposition')).toMatch(/^attachment; filename=/);
  expect(header('x-content-type-options')).toBe('nosniff');
  expect(header('content-security-policy')).toContain('sandbox');
  expect(header('content-type')).not.toMatch(/html|svg|javascript/);
  await response.arrayBuffer();
  await remove(id);
});

test.each([
  ['../../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\win.ini', 'win.ini'],
  ['/etc/shadow', 'shadow'],
  ['a/../../b.txt', 'b.txt'],
])('of the name %s only the last part is kept', async (filename, kept) => {
  const file = await attached({ filename, content: 'x' });
  expect(file.filename).toBe(kept);
  await remove(file.id);
});

test.each(['..', '\u202egpj.exe', 'a\u0000.png', `${'x'.repeat(300)}.txt`])(
  'the name %j is refused',
  async (filename) => {
    expect((await attach({ filename, content: 'x' })).status).toBe(422);
  },
);

test('the quota holds, also when several send at once', async () => {
  const content = new Uint8Array(MB);
  const sent = await Promise.all(Array.from({ length: 8 }, () => attach({ filename: 'a', content })));
  const statuses = sent.map(({ status }) => status).toSorted();
  expect(statuses.filter((status) => status === 201)).toHaveLength(3);
  expect(statuses.filter((status) => ![201, 409, 503].includes(status))).toEqual([]);
  for (const response of sent) {
    const { items = [] } = (await response.json()) as { items?: { id: string }[] };
    for (const { id } of items) await remove(id);
  }
});

test('many files at once, and thousands of parts, are refused', async () => {
  const parts = (count: number) => Array.from({ length: count }, (_, at) => ({ filename: `${at}`, content: 'x' }));
  for (const count of [6, 10_000]) expect([count, (await attach(...parts(count))).status]).toEqual([count, 409]);
});

test('a file that is far too large is not read to its end, and takes no memory', async () => {
  const before = residentMemory(server);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
      controller.enqueue(sent === 0 ? Buffer.from(head) : new Uint8Array(MB));
      sent += 1;
      if (sent > 500) controller.close();
    },
  });
  const headers = { authorization, 'content-type': 'multipart/form-data; boundary=x' };
  const status = await fetch(ADDRESS, { method: 'POST', headers, body, duplex: 'half' } as RequestInit).then(
    (response) => response.status,
    () => 'cut',
  );
  expect([413, 'cut']).toContain(status);
  expect(sent).toBeLessThan(100);
  expect(residentMemory(server) - before).toBeLessThan(60 * MB);
});

test('whoever may not attach is refused before anything is sent', async () => {
  const bob = await signUp(server, 'bob');
  const headers = { authorization: `Bearer ${bob.access_token}`, 'content-type': 'multipart/form-data; boundary=x' };
  const comment = await send<{ id: string }>(server, 'POST /api/v1/issues/1/comments', {
    token,
    json: { body: 'Mine' },
  });
  const address = `${server.url}/api/v1/comments/${comment.json.id}/attachments`;
  let asked = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        asked += 1;
        controller.enqueue(new Uint8Array(MB));
        if (asked > 200) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const status = await fetch(address, { method: 'POST', headers, body, duplex: 'half' } as RequestInit).then(
    (response) => response.status,
    () => 'cut',
  );
  expect([403, 'cut']).toContain(status);
  expect(asked).toBeLessThan(100);
});
