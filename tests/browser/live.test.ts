// Runs on sqlite: it tests what lies above the database.

// The live store of the client in a real browser: what it keeps, what tabs share, and how soon others see a change.
// FAULTS=long measures, and takes a longer outage.

import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { launchBrowser, openWindow } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';
import { isLong, printFigures } from '../faults/figures.ts';
import { openSite } from './site.ts';

const browser = await launchBrowser();

afterAll(() => browser?.close());

const inBrowser = test.runIf(browser); // see launchBrowser

const OUTAGE_MS = isLong ? 30_000 : 1000;
const WRITES = isLong ? 200 : 10;

/** By which a page shows the change of another. */
const SOON_MS = 150;

const SYNC_PAGE = new URL('../../docs/sync.md', import.meta.url);

const TEXTS = { title: 'Crash on save', description: 'An empty file does it' };

type Window = Awaited<ReturnType<typeof openWindow>>;
type Page = Awaited<ReturnType<Window['newPage']>>;

/** A page with a live store, `live`. It logs in by itself where it keeps its session in a cookie. */
function livePage(api: string, session: object): string {
  return `<title>Docket</title><link rel="icon" href="data:,"><script type="module">
    import { createDocketClient } from '/client.js';
    import { openLive } from '/live.js';
    const docket = createDocketClient(${JSON.stringify({ url: api, ...session })});
    globalThis.logIn = () => docket.auth.startSession.mutate({ username: 'ada', password: '${TEST_PASSWORD}' });
    globalThis.live = await openLive(docket);
    globalThis.titleOf = (id) => live.issue.get(id)?.title;
    globalThis.sawAt = (id, title) => new Promise((resolve) => {
      const look = () => titleOf(id) === title && resolve(performance.timeOrigin + performance.now());
      live.issue.subscribe(look);
      look();
    });
    globalThis.isOpen = true;
  </script>`;
}

async function openApp(session: 'cookie' | 'token') {
  const site = await openSite();
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([site.origin]) }, { logging: false });
  const ada = await server.docket.createUser('ada');
  const { token } = await ada.caller.token.create({ name: 'page', scopes: ['issues:write', 'users:read'] });
  const issue = await ada.caller.issue.create(TEXTS);
  const api = await server.listen();
  site.show('/', livePage(api, session === 'cookie' ? { session } : { token }));
  const openTab = async (window: Window): Promise<Page> => {
    const page = await window.newPage();
    await page.goto(site.origin);
    await page.waitForFunction('globalThis.isOpen');
    return page;
  };
  /** A tab in a window of its own, with a copy. */
  const openFirst = async () => {
    const window = await openWindow(browser);
    const streams: string[] = [];
    window.on('request', (request) => {
      if (request.url().includes('/sync.stream')) streams.push(request.url());
    });
    const page = await openTab(window);
    if (session === 'cookie') await page.evaluate('logIn().then(() => live.retry())');
    await page.evaluate('live.ready');
    return { window, page, streams };
  };
  return { server, ada, issue, api, openTab, openFirst };
}

const SESSIONS = ['cookie', 'token'] as const;

inBrowser.each(SESSIONS)('own edits show at once, and survive an outage and a reload, with a %s', async (session) => {
  const { server, ada, issue, api, openFirst } = await openApp(session);
  const { window, page } = await openFirst();
  await window.route(`${api}/**`, (route) => route.abort());
  server.app.server.closeAllConnections();
  const title = await page.evaluate(
    `live.mutate('issue.update', { id: '${issue.id}', title: 'Written in a tunnel' }), titleOf('${issue.id}')`,
  );
  expect(title).toBe('Written in a tunnel');
  await ada.caller.issue.update({ id: issue.id, priority: 'high' });
  await pause(OUTAGE_MS);
  await page.waitForFunction('live.pending.length === 1');
  await page.reload();
  await page.waitForFunction('globalThis.isOpen');
  expect(await page.evaluate(`live.ready.then(() => titleOf('${issue.id}'))`)).toBe('Written in a tunnel');
  expect(await page.evaluate('live.pending.length')).toBe(1);

  await window.unroute(`${api}/**`);
  await page.evaluate('live.retry()');
  await page.waitForFunction('live.pending.length === 0', undefined, { polling: 50 });
  expect(await page.evaluate(`live.issue.get('${issue.id}')`)).toMatchObject({ priority: 'high', version: 3 });
  expect(await ada.caller.issue.get({ id: issue.id })).toMatchObject({
    title: 'Written in a tunnel',
    priority: 'high',
  });
});

inBrowser('two tabs share a stream and a session, and the second follows when the first is closed', async () => {
  const { ada, issue, openTab, openFirst } = await openApp('cookie');
  const { window, page, streams } = await openFirst();
  const second = await openTab(window);
  await second.evaluate('live.ready');
  await ada.caller.issue.update({ id: issue.id, title: 'For both' });
  await Promise.all([page, second].map((one) => one.evaluate(`sawAt('${issue.id}', 'For both')`)));
  const { title } = await second.evaluate<{ title: string }>(
    `live.mutate('issue.update', { id: '${issue.id}', title: 'From the second' }).done`,
  );
  expect(title).toBe('From the second');
  await page.evaluate(`sawAt('${issue.id}', 'From the second')`);
  expect(streams).toHaveLength(1);
  await page.close();
  await ada.caller.issue.update({ id: issue.id, title: 'After it was closed' });
  await second.evaluate(`sawAt('${issue.id}', 'After it was closed')`);
  await expect.poll(() => streams.length).toBe(2);
});

inBrowser.each(SESSIONS)('what one page writes, another shows soon, with a %s', async (session) => {
  const { issue, openFirst } = await openApp(session);
  const [writer, reader] = [await openFirst(), await openFirst()];
  const times: number[] = [];
  for (let write = 1; write <= WRITES; write += 1) {
    const title = `Title ${write}`;
    const seen = reader.page.evaluate<number>(`sawAt('${issue.id}', '${title}')`);
    const written = await writer.page.evaluate<number>(
      `live.mutate('issue.update', { id: '${issue.id}', title: '${title}' }), performance.timeOrigin + performance.now()`,
    );
    times.push((await seen) - written);
  }
  const [p50 = 0, p95 = 0] = [0.5, 0.95].map((part) => times.toSorted((a, b) => a - b)[Math.floor(part * WRITES)]);
  printFigures(`live pages with a ${session}`, { writes: WRITES, p50_ms: Math.round(p50), p95_ms: Math.round(p95) });
  if (isLong) expect(p95).toBeLessThan(SOON_MS);
});

inBrowser('the page of docs/sync.md shows issues, and closes them at a click', async () => {
  const site = await openSite();
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([site.origin]) }, { logging: false });
  const ada = await server.docket.createUser('ada');
  const { token } = await ada.caller.token.create({ name: 'page', scopes: ['issues:write', 'users:read'] });
  const issue = await ada.caller.issue.create(TEXTS);
  const [, recipe = ''] = /```html\n(.*?)```/s.exec(await readFile(SYNC_PAGE, 'utf8')) ?? [];
  const page = await (await openWindow(browser)).newPage();
  const served = recipe
    .replace("'@docket/client'", "'/client.js'")
    .replace("'@docket/client/live'", "'/live.js'")
    .replace("session: 'cookie'", `token: '${token}'`)
    .replace('https://docket.example.org', await server.listen());
  site.show('/', served);
  await page.goto(site.origin);
  await page.getByText('#1 Crash on save').click();
  await page.getByText('#1 Crash on save').waitFor({ state: 'detached' });
  await expect.poll(async () => (await ada.caller.issue.get({ id: issue.id })).status).toBe('closed');
});
