// Runs on sqlite: it tests what lies above the database.

import { expect, test } from 'vitest';
import { createDocketClient } from '../src/index.ts';
import { openBrowser } from './cookie-browser.ts';
import { codeOf } from './served-world.ts';

// C71: what a server renders for a browser, with the cookie that the browser has sent along.

/** Ada's browser, and clients as a server makes them, one for each request of it. */
async function openServer() {
  const browser = await openBrowser();
  const header = () => `theme=dark; ${Array.from(browser.cookies, ([name, value]) => `${name}=${value}`).join('; ')}`;
  const render = (cookie: string | undefined = header()) =>
    createDocketClient({ url: browser.url, session: { cookie } });
  return { ...browser, render, header };
}

test('C71: renders as often as the browser asks, and its session goes on', async () => {
  const { render, header, openPage, count, clock } = await openServer();
  const cookie = header();
  for (const _again of [1, 2, 3]) {
    expect(await render().user.me.query()).toMatchObject({ username: 'ada' });
    clock.advance(20_000);
  }
  expect(header()).toBe(cookie);
  expect(await openPage().user.me.query()).toMatchObject({ username: 'ada' });
  expect(await render().user.me.query()).toMatchObject({ username: 'ada' });
  expect(count('auth.refreshSession')).toBe(1); // that of the page
});

test('asks once for all that a page needs, and again when it takes long', async () => {
  const { render, count, clock } = await openServer();
  const docket = render();
  await Promise.all([docket.user.me.query(), docket.issue.list.query({}), docket.label.list.query({})]);
  expect(count('auth.readSession')).toBe(1);
  clock.advance(61_000);
  expect(await docket.user.me.query()).toMatchObject({ username: 'ada' });
  expect(count('auth.readSession')).toBe(2);
});

test.each([
  ['no cookie at all', undefined, 0],
  ['no cookie of Docket', 'theme=dark', 1],
  ['a cookie that is not good', 'docket_refresh=dkr_made-up', 1],
])('renders as nobody with %s', async (_what, cookie, asked) => {
  const { url, count } = await openServer();
  const docket = createDocketClient({ url, session: { cookie } });
  expect(await codeOf(docket.user.me.query())).toBe('unauthenticated');
  expect(await codeOf(docket.user.me.query())).toBe('unauthenticated');
  expect(count('auth.readSession')).toBe(asked);
});

test('only reads, and leaves the session to the page', async () => {
  const { render, requests } = await openServer();
  const docket = render();
  const issue = { title: 'Crash on save', description: 'It crashes' };
  expect(await codeOf(docket.issue.create.mutate(issue))).toBe('insufficient_scope');
  requests.length = 0;
  for (const name of ['logout', 'logoutAll', 'refreshSession'] as const)
    expect(await codeOf(docket.auth[name].mutate())).toContain('let the page itself do this');
  expect(requests).toEqual([]);
});
