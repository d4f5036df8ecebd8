// T25: text that means something to a query language, a database or a decoder.

import { call, type Sent, send, sendRaw, startServer } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { listOperations, makeScene, routeTo, validBody } from './operations.ts';

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

const lists = operations.filter(({ query }) => query.length > 0);

/** Sends all that is made of the texts at once, and expects one of the statuses of each. */
async function expectOneOf(
  statuses: number[],
  texts: string[],
  sending: (text: string) => [string, Sent],
): Promise<void> {
  const sent = texts.map(async (text) => {
    const [route, options] = sending(text);
    expect(statuses, `${route} ${options.body}`).toContain((await send(server, route, options)).status);
  });
  await Promise.all(sent);
}

const escaped = [...hostile.map(encodeURIComponent), ...escapes];
const inJson = [...hostile.map((one) => JSON.stringify(one)), ...halves];

test('in any filter is found nothing for, or refused', async () => {
  expect(lists.flatMap(({ query }) => query)).toEqual(expect.arrayContaining(['status', 'author', 'label', 'cursor']));
  for (const operation of lists) {
    for (const name of operation.query) {
      await expectOneOf([200, 400, 422], escaped, (text) => [
        `${routeTo(operation, scene)}?${name}=${text}`,
        { token },
      ]);
    }
  }
});

test('in any filter over tRPC is found nothing for, or refused', async () => {
  for (const { procedure, query } of lists) {
    for (const name of query) {
      for (const shape of ['TEXT', '[TEXT]', '{"x":TEXT}']) {
        await expectOneOf([200, 422], inJson, (text) => {
          const input = `{"id":"1","issue_id":"1","${name}":${shape.replace('TEXT', () => text)}}`;
          return [`GET /trpc/${procedure}?input=${encodeURIComponent(input)}`, { token }];
        });
      }
    }
  }
});

test('in place of an id is refused', async () => {
  const refusals = [400, 404, 422];
  for (const { method, path, procedure, fields } of operations.filter((one) => one.path.includes('{'))) {
    await expectOneOf(refusals, escaped, (text) => [
      `${method} ${path.replace(/\{\w+\}/, () => text)}`,
      { token, json: fields && {} },
    ]);
    const calling = hostile.map(async (text) => {
      const { status } = await call(server, procedure, { token, input: { id: text, issue_id: text } });
      expect(refusals, `${procedure} ${text}`).toContain(status);
    });
    await Promise.all(calling);
  }
});

test('in any field of a body is kept as it is, or refused', async () => {
  for (const operation of operations.filter(({ fields }) => fields)) {
    for (const field of operation.fields ?? []) {
      const others = JSON.stringify({ ...(await validBody(server, operation)), [field]: undefined }).slice(1);
      const sending = inJson.map(async (text) => {
        const body = `{"${field}":${text},${others}`.replace(/,}$/, '}');
        const answer = await send<Record<string, unknown>>(server, routeTo(operation, scene), { token, body });
        expect(answer.status, `${operation.id} ${body}`).toBeLessThan(500);
        if (answer.status >= 300 || !(field in (answer.json ?? {}))) return;
        expect(answer.json[field]).toEqual(JSON.parse(text));
      });
      await Promise.all(sending);
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
