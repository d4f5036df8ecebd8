// Runs on sqlite: it tests what lies above the database.

// Two pages in a real browser: one writes, and the other shows it. FAULTS=long holds the time to what people call at once.

import { launchBrowser, openPage } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';
import { isLong, printFigures } from '../faults/figures.ts';
import { clientPage, openSite } from './site.ts';

const browser = await launchBrowser();

afterAll(() => browser?.close());

const inBrowser = test.runIf(browser); // see launchBrowser

const WRITES = isLong ? 100 : 5;
const WITHIN_MS = 150;

/** Notes when the page has shown an event. */
const WATCH = `new Promise((resolve) => {
  globalThis.shown = {};
  docket.event.stream.subscribe({ type: ['label.created'] }, {
    onStarted: () => resolve(),
    onData: ({ data }) => {
      document.body.append(data.subject.name + ' ');
      shown[data.subject.name] = Date.now();
    },
  });
})`;

const login = (verb: string) => `docket.auth.${verb}.mutate({ username: 'ada', password: '${TEST_PASSWORD}' })`;

inBrowser.each([
  ['a cookie', 'HTTP', { session: 'cookie' }, 'startSession'],
  ['a cookie', 'a WebSocket', { session: 'cookie', transport: 'websocket' }, 'startSession'],
  ['tokens', 'HTTP', {}, 'login'],
  ['tokens', 'a WebSocket', { transport: 'websocket' }, 'login'],
])('what one page writes, another shows: with %s, over %s', async (session, transport, options, verb) => {
  const site = await openSite();
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([site.origin]) }, { logging: false });
  await server.docket.createUser('ada');
  site.show('/', clientPage(await server.listen(), options));
  const pages = [await openPage(browser), await openPage(browser)];
  const [writing, watching] = pages.map(({ page }) => page);
  for (const page of [writing, watching]) {
    await page?.goto(site.origin);
    await page?.evaluate(login(verb));
  }
  await watching?.evaluate(WATCH);
  const delays: number[] = [];
  for (let nth = 0; nth < WRITES; nth += 1) {
    const name = `label-${nth}`;
    const began = await writing?.evaluate(
      `(async (at) => (await docket.label.create.mutate({ name: '${name}' }), at))(Date.now())`,
    );
    await watching?.waitForFunction(`shown['${name}'] !== undefined`);
    delays.push(Number(await watching?.evaluate(`shown['${name}']`)) - Number(began));
  }
  expect(await watching?.textContent('body')).toContain(`label-${WRITES - 1}`);
  for (const { faults } of pages) expect(faults).toEqual([]);
  const p95 = delays.toSorted((a, b) => a - b)[Math.ceil(0.95 * WRITES) - 1] ?? Number.NaN;
  printFigures('pages', { session, transport, writes: WRITES, p95_ms: p95 });
  if (isLong) expect(p95).toBeLessThan(WITHIN_MS);
});
