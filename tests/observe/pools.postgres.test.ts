// Runs on postgresql: SQLite has no connections over a network.

import { send, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { scrape, TOKEN, valuesOf } from './scraped.ts';

test('tells how many connections to PostgreSQL are open, free and waited for', async () => {
  const server = await startServerForTest({ METRICS_TOKEN: TOKEN, DATABASE_CONNECTIONS: '3' });
  await send(server, 'GET /health/ready');
  const of = (families: Awaited<ReturnType<typeof scrape>>) =>
    ['', '_idle', '_waiting'].map((what) => valuesOf(families, `docket_postgres_connections${what}`));
  let [total, idle, waiting] = of(await scrape(server));
  // What a server does by itself has its turn first, after the start.
  while (Object.values(waiting ?? {}).some((count) => count > 0)) [total, idle, waiting] = of(await scrape(server));
  expect(total).toMatchObject({ 'pool=write': 1 });
  expect(total?.['pool=read']).toBeGreaterThan(0);
  expect(total?.['pool=read']).toBeLessThanOrEqual(3);
  expect(Object.keys(idle ?? {}).sort()).toEqual(['pool=long', 'pool=read', 'pool=write']);
  expect(waiting).toEqual({ 'pool=long': 0, 'pool=read': 0, 'pool=write': 0 });
});
