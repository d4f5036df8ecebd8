// Runs on sqlite: it tests what lies above the database.

// A person's way through a page that keeps its session in a cookie, in a real browser.

import { launchBrowser, openPage } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';
import { clientPage, openSite } from './site.ts';

const browser = await launchBrowser();

afterAll(() => browser?.close());

const production = { ENVIRONMENT: 'production', SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' };

const inBrowser = test.runIf(browser); // see launchBrowser

/** A page of a listed origin, in a browser, whose client talks to a server that knows ada. */
async function openApp(settings: Record<string, string>) {
  const site = await openSite();
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([site.origin]), ...settings }, { logging: false });
  const { user } = await server.docket.createUser('ada');
  const api = await server.listen();
  site.show('/', clientPage(api));
  const { page, faults } = await openPage(browser);
  const tokens: string[] = [];
  page.on('request', (request) => {
    const { authorization } = request.headers();
    if (authorization) tokens.push(authorization.replace('Bearer ', ''));
  });
  await page.goto(site.origin);
  return {
    server,
    user,
    page,
    faults,
    /** The access tokens that the page has sent. */
    tokens,
    /** Runs a script in the page. */
    run: (script: string) => page.evaluate(script),
    codeOf: (call: string) => page.evaluate(`${call}.then(() => 'no error', (error) => error.data.code)`),
    cookies: () => page.context().cookies(),
  };
}

const login = `docket.auth.startSession.mutate({ username: 'ada', password: '${TEST_PASSWORD}' })`;
const me = 'docket.user.me.query()';

inBrowser.each([
  ['development', {}, { name: 'docket_refresh', secure: false }],
  ['production', production, { name: '__Host-docket_refresh', secure: true }],
] as const)('logs in, calls, reloads, refreshes and logs out, as in %s', async (_what, settings, expected) => {
  const { server, user, page, faults, tokens, run, codeOf, cookies } = await openApp(settings);
  await run(login);
  expect(await run(me)).toEqual(user);
  const [first, ...others] = await cookies();
  expect(first).toMatchObject({ ...expected, httpOnly: true, sameSite: 'Strict', path: '/', domain: '127.0.0.1' });
  expect(others).toEqual([]);

  await page.reload();
  expect(await run(me)).toEqual(user);
  const [second] = await cookies();
  expect(second?.value).not.toBe(first?.value);

  await run('docket.auth.refreshSession.mutate()');
  const [third] = await cookies();
  expect(third?.value).not.toBe(second?.value);
  expect(await run(me)).toEqual(user);
  expect(faults).toEqual([]);

  server.docket.clock.advance(31 * 60 * 1000); // past the life of the access token
  expect(await run(me)).toEqual(user);

  await run('docket.auth.logout.mutate()');
  expect(await cookies()).toEqual([]);
  expect(await codeOf(me)).toBe('unauthenticated');
  expect((await server.request({ url: '/api/v1/users/me', token: tokens.at(-1) ?? '' })).statusCode).toBe(401);
  await page.reload();
  expect(await codeOf(me)).toBe('unauthenticated');
});

inBrowser('hides the refresh token from every script in the page', async () => {
  const { run, cookies } = await openApp({});
  const answer = await run(login);
  const [cookie] = await cookies();
  expect(cookie?.value).toMatch(/^dkr_/);
  expect(JSON.stringify(answer)).not.toContain('dkr_');
  expect(await run('document.cookie')).toBe('');
  expect(await run('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe('[{},{}]');
});

inBrowser('lets tabs that open at once take up the one session, and stay in it', async () => {
  const { page, user, run } = await openApp({});
  await run(login);
  const tabs = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
  for (const _again of [1, 2]) {
    await Promise.all(tabs.map((tab) => tab.goto(page.url())));
    const answers = await Promise.all([page, ...tabs].map((tab) => tab.evaluate(me)));
    expect(answers).toEqual([user, user, user, user]);
  }
});
