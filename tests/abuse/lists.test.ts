// C4: what lists cost is bounded, so what goes further is refused, on every list that there is.

import { serveWorld } from '@docket/kit/world';
import { restBindings } from '@docket/rest';
import { afterAll, describe, expect, test } from 'vitest';
import { inputOf, rows } from '../cases/index.ts';

const world = await serveWorld(afterAll);
const origin = await world.server.listen();

const lists = restBindings().filter(({ isList }) => isList);

/** What some lists cannot do without. */
const NEEDED: Record<string, string> = { 'search.issues': 'q=crash&' };

/** The path of a list in this world, up to its parameters. */
function pathOf({ path, procedure }: (typeof lists)[number]): string {
  const fields = (inputOf(rows[procedure.name]?.succeeds[0] ?? {}, world) ?? {}) as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(fields[name])));
  return `${filled}?${NEEDED[procedure.name] ?? ''}`;
}

async function get(path: string) {
  const headers = { authorization: `Bearer ${world.users.ada.access_token}` };
  const response = await world.server.fetch(origin + path, { headers });
  return { status: response.status, link: response.headers.get('link'), body: await response.json() };
}

describe.each(lists)('$path', (list) => {
  const path = pathOf(list);

  test('refuses a page behind 10,000 items, and names the cursor', async () => {
    const { status, body } = await get(`${path}page=1000000&size=100`);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path: 'page', message: expect.stringContaining('`cursor`') }]);
  });

  test.each(['made-up', 'aXNzdWVzIDIwMjYtMDEtMzFUMDk6MzA6MDAuMDAwWiB4', '%00'])(
    'refuses %s as a cursor',
    async (cursor) => {
      const { status, body } = await get(`${path}cursor=${cursor}`);
      expect(status).toBe(422);
      expect(body.errors).toMatchObject([{ path: 'cursor' }]);
    },
  );

  test('says how many there are, and whether it counted them all', async () => {
    const { status, body } = await get(`${path}size=1`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: expect.any(Number), total_is_capped: false, page: 1, pages: body.total });
    expect(body).toHaveProperty('next_cursor');
  });
});

test('answers empty at once when there is no such label or user', async () => {
  for (const filter of ['label=nosuch', 'author=nosuch', 'assignee=nosuch', 'label=bug&label=nosuch']) {
    expect((await get(`/api/v1/issues?${filter}`)).body).toMatchObject({ items: [], total: 0, next_cursor: null });
  }
});
