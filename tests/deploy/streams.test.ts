// Runs on postgresql: compose.yaml has that engine.

// Streams through the proxy of compose.yaml, in front of two servers.

import { once } from 'node:events';
import { createDocketClient, follow } from '@docket/client';
import { expect, test } from 'vitest';
import { call, hasCaddy, openSite } from './caddy.ts';

const ADA = { username: 'ada', password: 'analytical engine' };

test.runIf(hasCaddy)('streams come as they happen, and go on when a server ends, each event once', async () => {
  const site = await openSite();
  await call(site, 'POST /api/v1/auth/register', { json: { email: 'ada@example.org', ...ADA } });
  const { access_token: token } = JSON.parse((await call(site, 'POST /api/v1/auth/login', { json: ADA })).body);
  const readers = (['http', 'http', 'websocket', 'websocket'] as const).map((transport) => {
    const docket = createDocketClient({ url: site.url, token, transport });
    return follow(docket.event.stream.subscribe, { type: ['issue.created'] });
  });
  const firsts = readers.map((reader) => reader.next());
  const create = async (title: string) => {
    const json = { title, description: 'Through a proxy' };
    for (;;) {
      const { status } = await call(site, 'POST /api/v1/issues', {
        token,
        json,
        headers: { 'idempotency-key': title },
      });
      if (status === 201) return;
    }
  };
  const titles = Array.from({ length: 200 }, (_, at) => `issue ${at}`);
  const got = readers.map((): string[] => []);
  // The first one that each hears: before, it may not have followed yet.
  let begun = 0;
  for (const first of firsts) void first.then(() => (begun += 1));
  let at = 0;
  while (begun < readers.length) await create(titles[at++] ?? expect.fail('nothing comes'));
  const rest = titles.slice(at, at + 10);
  for (const title of rest.slice(0, 4)) await create(title);
  site.servers[0].kill('SIGKILL');
  await once(site.servers[0], 'exit');
  for (const title of rest.slice(4)) await create(title);
  for (const [nth, reader] of readers.entries()) {
    for (let last = ''; last !== rest.at(-1); ) {
      last = String((await reader.next()).value?.data.subject.name);
      got[nth]?.push(last);
    }
    await reader.return();
  }
  for (const heard of got) {
    expect(new Set(heard).size).toBe(heard.length);
    expect(heard.slice(-rest.length)).toEqual(rest);
  }
});
