// Runs on sqlite: it tests what lies above the database.

// T25: text that means something to a decoder, over tRPC and in addresses.

import { serveTarget } from '@docket/kit/served-target';
import { call, type Sent, send, sendRaw } from '@docket/kit/target';
import { isRpc, listProcedures } from '@docket/router';
import { expect, test } from 'vitest';
import { escaped, expectOneOf, hostile, inJson } from './hostile-texts.ts';
import { listOperations, makeScene, type Operation } from './operations.ts';

const server = await serveTarget();
const operations = await listOperations(server);
const scene = await makeScene(server);
const token = scene.root.access_token;

const kinds = new Map(listProcedures().map(({ name, kind }) => [name, kind]));
const lists = operations.filter(({ query }) => query.length > 0);
const kindOf = ({ procedure }: Pick<Operation, 'procedure'>) => kinds.get(procedure) ?? 'query';
const isOverRpc = (operation: Operation) => isRpc({ kind: kindOf(operation) });

/** A body without anything in it, as far as the operation takes one. */
function emptyBody(operation: Operation): Sent {
  if (kindOf(operation) === 'upload') return { body: '--x--\r\n', type: 'multipart/form-data; boundary=x' };
  return { json: operation.fields && {} };
}

test('in any filter over tRPC is found nothing for, or refused', async () => {
  // Of a feed, nobody opens so many at once.
  for (const { procedure, query } of lists.filter((one) => isOverRpc(one) && kinds.get(one.procedure) !== 'feed')) {
    for (const name of query) {
      for (const shape of ['TEXT', '[TEXT]', '{"x":TEXT}']) {
        await expectOneOf(server, [200, 422], inJson, (text) => {
          const input = `{"id":"1","issue_id":"1","${name}":${shape.replace('TEXT', () => text)}}`;
          return [`GET /trpc/${procedure}?input=${encodeURIComponent(input)}`, { token }];
        });
      }
    }
  }
});

test('in place of an id is refused', async () => {
  const refusals = [400, 404, 422];
  for (const operation of operations.filter(({ path }) => path.includes('{'))) {
    const { method, path, procedure } = operation;
    await expectOneOf(server, refusals, escaped, (text) => [
      `${method} ${path.replace(/\{\w+\}/, () => text)}`,
      { token, ...emptyBody(operation) },
    ]);
    if (kindOf(operation) === 'upload') continue; // it has no other door
    const calling = hostile.map(async (text) => {
      const { status } = await call(server, procedure, { token, input: { id: text, issue_id: text } });
      expect(refusals, `${procedure} ${text}`).toContain(status);
    });
    await Promise.all(calling);
  }
});

test.each(['\0', '\x80', '\xff', ' ', '\t', '\r'])('as a raw byte (%j) in the address is refused', async (byte) => {
  for (const path of [`/api/v1/issues?label=a${byte}b`, `/api/v1/issues/${byte}`, `/trpc/issue.list${byte}`]) {
    const head = `GET ${path} HTTP/1.1\r\nhost: docket\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`;
    expect(await sendRaw(server, Buffer.from(head, 'latin1'))).toMatch(/^HTTP\/1.1 (200|4\d\d) /);
  }
  expect((await send(server, 'GET /health/ready')).status).toBe(200);
});
