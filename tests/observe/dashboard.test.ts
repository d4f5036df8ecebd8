// Runs on sqlite: it tests what lies above the database.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { scrape, TOKEN } from './scraped.ts';

const root = join(import.meta.dirname, '../..');
const families = await scrape(await startServer({ METRICS_TOKEN: TOKEN }));

/** The metrics that a text names. A histogram has samples under three names. */
function metricsIn(file: string): Set<string> {
  const text = readFileSync(join(root, file), 'utf8');
  const names = text.match(/\b(docket|process|nodejs)_\w+/g) ?? [];
  return new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
}

test.each(['deploy/grafana-dashboard.json', 'docs/operating.md'])('each metric that %s names is there', (file) => {
  const named = metricsIn(file);
  expect(named.size).toBeGreaterThan(10);
  expect([...named].filter((name) => !families.has(name))).toEqual([]);
});

test('docs/operating.md names each metric of ours', () => {
  const ours = [...families.keys()].filter((name) => name.startsWith('docket_'));
  const named = metricsIn('docs/operating.md');
  expect(ours.length).toBeGreaterThan(10);
  expect(ours.filter((name) => !named.has(name))).toEqual([]);
});
