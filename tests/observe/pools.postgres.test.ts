// Runs on postgresql: SQLite has no connections over a network.

import { send, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { scrape, TOKEN, valuesOf } from './scraped.ts';

test('tells how many connections to PostgreSQL are open, free and waited for', async () => {
  const server = await startServerForTest({ METRICS_TOKEN: TOKEN, DATABASE_CONNECTIONS: '3' });
  await send(server, 'GET /health/ready');
  const families = await scrape(server);
  const [total, idle, waiting] = ['', '_idle', '_waiting'].map((of) =>
    valuesOf(families, `docket_postgres_connections${of}`),
  );
  expect(total).toMatchObject({ 'pool=write': 1 });
  expect(total?.['pool=read']).toBeGreaterThan(0);
  expect(total?.['pool=read']).toBeLessThanOrEqual(3);
  expect(Object.keys(idle ?? {}).sort()).toEqual(['pool=long', 'pool=read', 'pool=write']);
  expect(waiting).toEqual({ 'pool=long': 0, 'pool=read': 0, 'pool=write': 0 });
});
