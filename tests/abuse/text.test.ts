// T25: text that means something to a query language, a database or a decoder.

import { expect, test } from 'vitest';
import { listOperations, makeScene, routeTo } from './operations.ts';
import { call, send, sendRaw, startServer } from './testing.ts';

const server = await startServer();
const operations = await listOperations(server);
const scene = await makeScene(server);
const token = scene.root.access_token;

const hostile = [
  `'`,
  `"`,
  `' OR '1'='1`,
  `'; DROP TABLE issue; --`,
  `") OR 1=1 --`,
  'NEAR(a b, 1)',
  'NEAR(',
  '*',
  'a* AND',
  'title:x OR -',
  '(((',
  '$.',
  '$.a[*]',
  '%',
  '_',
  '\\',
  '`',
  '$1',
  '?1',
  ':name',
  '@x',
  '{"$gt":""}',
  '\0',
  'a\0b',
  '\u202e',
  '\ufffe',
  'İ',
  '😀'.repeat(10),
  '-1',
  '1e999',
  'NaN',
  '9'.repeat(30),
  '0x10',
  '1;2',
];

/** What no address can say as text: a NUL, half a surrogate pair, bytes that are no UTF-8. */
const escapes = ['%00', 'a%00b', '%ED%A0%80', '%ED%BF%BF', '%FF', '%C0%AF', '%', '%zz', '%25%30%30', '%u0000'];
/** Half of a surrogate pair, which JSON can say. */
const halves = ['"\\ud800"', '"a\\udfffb"', '"\\u0000"'];

const refusals = [400, 404, 422];
const lists = operations.filter(({ query }) => query.length > 0);

test('in any filter is found nothing for, or refused', async () => {
  expect(lists.flatMap(({ query }) => query)).toEqual(expect.arrayContaining(['status', 'author', 'label', 'cursor']));
  for (const operation of lists) {
    for (const name of operation.query) {
      for (const value of [...hostile.map(encodeURIComponent), ...escapes]) {
        const route = `${routeTo(operation, scene)}?${name}=${value}`;
        expect([200, 400, 422], route).toContain((await send(server, route, { token })).status);
      }
    }
  }
});

test('in any filter over tRPC is found nothing for, or refused', async () => {
  for (const operation of lists) {
    for (const name of operation.query) {
      for (const value of [...hostile.map((one) => JSON.stringify(one)), ...halves]) {
        for (const given of [value, `[${value}]`, `{"x":${value}}`]) {
          const input = encodeURIComponent(`{"id":"1","issue_id":"1","${name}":${given}}`);
          const route = `GET /trpc/${operation.procedure}?input=${input}`;
          expect([200, 422], decodeURIComponent(route)).toContain((await send(server, route, { token })).status);
        }
      }
    }
  }
});

test('in place of an id is refused', async () => {
  for (const { method, path, procedure, fields } of operations.filter((one) => one.path.includes('{'))) {
    for (const value of [...hostile.map(encodeURIComponent), ...escapes]) {
      const route = `${method} ${path.replace(/\{\w+\}/, value)}`;
      const answer = await send(server, route, { token, json: fields && {} });
      expect(refusals, route).toContain(answer.status);
    }
    for (const value of hostile) {
      const answer = await call(server, procedure, { token, input: { id: value, issue_id: value } });
      expect(refusals, `${procedure} ${value}`).toContain(answer.status);
    }
  }
});

test('in any field of a body is kept as it is, or refused', async () => {
  for (const operation of operations.filter(({ fields }) => fields)) {
    for (const value of [...hostile.map((one) => JSON.stringify(one)), ...halves]) {
      for (const field of operation.fields ?? []) {
        const body = JSON.stringify({ ...operation.example, [field]: 0 }).replace(
          `"${field}":0`,
          `"${field}":${value}`,
        );
        const answer = await send<Record<string, unknown>>(server, routeTo(operation, scene), { token, body });
        expect(answer.status, `${operation.id} ${body}`).toBeLessThan(500);
        if (answer.status < 300 && field in (answer.json ?? {}) && field !== 'assignees') {
          expect(answer.json[field]).toEqual(JSON.parse(value));
        }
      }
    }
  }
});

test('is stored byte for byte', async () => {
  for (const text of hostile.filter((one) => !one.includes('\0'))) {
    const json = { title: `${text} as title`.trim(), description: `${text} as description` };
    const created = await send<{ id: string }>(server, 'POST /api/v1/issues', { token, json });
    if (created.status === 422) continue; // control characters have no place in a title
    const found = await send(server, `GET /api/v1/issues/${created.json.id}`, { token });
    expect(found.json).toMatchObject(json);
  }
});

test.each(['\0', '\x80', '\xff', ' ', '\t', '\r'])('as a raw byte (%j) in the address is refused', async (byte) => {
  for (const path of [`/api/v1/issues?label=a${byte}b`, `/api/v1/issues/${byte}`, `/trpc/issue.list${byte}`]) {
    const head = `GET ${path} HTTP/1.1\r\nhost: docket\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`;
    expect(await sendRaw(server, Buffer.from(head, 'latin1'))).toMatch(/^HTTP\/1.1 (200|4\d\d) /);
  }
  expect((await send(server, 'GET /health/ready')).status).toBe(200);
});
