// T25: text that means something to a query language or a database. What only the doors have to do with it is in
// text-doors.test.ts.

import { serveTarget } from '@docket/kit/served-target';
import { send } from '@docket/kit/target';
import { listProcedures } from '@docket/router';
import { expect, test } from 'vitest';
import { casesAt } from '../walks.ts';
import { escaped, expectOneOf, hostile, inJson } from './hostile-texts.ts';
import { listOperations, makeScene, routeTo, validBody } from './operations.ts';

const server = await serveTarget();
const operations = await listOperations(server);
const scene = await makeScene(server);
const token = scene.root.access_token;

const lists = operations.filter(({ query }) => query.length > 0);
const kinds = new Map(listProcedures().map(({ name, kind }) => [name, kind]));

test('in any filter is found nothing for, or refused', async () => {
  expect(lists.flatMap(({ query }) => query)).toEqual(expect.arrayContaining(['status', 'author', 'label', 'cursor']));
  const filters = lists.flatMap((operation) => operation.query.map((name) => ({ operation, name })));
  for (const [place, { operation, name }] of filters.entries()) {
    const texts = casesAt(place, escaped);
    const kind = kinds.get(operation.procedure);
    const end = kind === 'feed' && name !== 'follow' ? '&follow=false' : '';
    // Of some downloads, one of a caller is under way at a time, and of feeds a few.
    for (const together of kind === 'query' ? [texts] : texts.map((text) => [text])) {
      await expectOneOf(server, [200, 400, 422], together, (text) => [
        `${routeTo(operation, scene)}?${name}=${text}${end}`,
        { token },
      ]);
    }
  }
});

test('in any field of a body is kept as it is, or refused', async () => {
  let place = 0;
  for (const operation of operations.filter(({ fields }) => fields)) {
    for (const field of operation.fields ?? []) {
      place += 1;
      const others = JSON.stringify({ ...(await validBody(server, operation)), [field]: undefined }).slice(1);
      const sending = casesAt(place, inJson).map(async (text) => {
        const body = `{"${field}":${text},${others}`.replace(/,}$/, '}');
        const answer = await send<Record<string, unknown>>(server, routeTo(operation, scene), { token, body });
        expect(answer.status, `${operation.id} ${body}`).toBeLessThan(500);
        if (answer.status >= 300 || !(field in (answer.json ?? {}))) return;
        const sent: unknown = JSON.parse(text);
        const kept = answer.json[field];
        if (typeof sent === 'string' && typeof kept === 'object' && kept) return; // it names what this test has made
        expect(kept).toEqual(field === 'key' ? String(sent).toUpperCase() : sent);
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
