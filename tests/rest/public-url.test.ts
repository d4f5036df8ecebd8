// Runs on sqlite: it tests what lies above the database.

// A19: behind a proxy that takes a path away, whatever a caller is told to go to is where callers reach us.

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { launchBrowser, openPage } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { freePort } from '@docket/kit/postgres';
import { send } from '@docket/kit/target';
import { serveWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const PUBLIC_URL = `${origin}/docket/`;
const { server, users, issue } = await serveWorld(afterAll, { PUBLIC_URL });
const inside = new URL(await server.listen());

/** As proxies do by default, it names another Host. */
const proxy = createServer((from, to) => {
  if (!from.url?.startsWith('/docket/')) {
    to.writeHead(418).end();
    return;
  }
  const path = from.url.slice('/docket'.length);
  const headers = { ...from.headers, host: 'inside:1234' };
  from.pipe(
    request({ host: inside.hostname, port: inside.port, method: from.method, path, headers }, (answer) => {
      answer.pipe(to.writeHead(answer.statusCode ?? 0, answer.headers));
    }),
  );
}).listen(port, '127.0.0.1');
await once(proxy, 'listening');
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});
const outside = { url: `${origin}/docket` };
const token = users.ada.access_token;

test('the links of a list lead on through the proxy', async () => {
  const { headers } = await send(outside, 'GET /api/v1/issues?size=1', { token });
  const links = [...(headers.get('link') ?? '').matchAll(/<([^>]*)>/g)].map(([, url = '']) => url);
  expect(links.length).toBeGreaterThan(1);
  for (const url of links) {
    expect(url).toMatch(`${PUBLIC_URL}api/v1/issues?`);
    expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  }
});

test('Location leads to what was made', async () => {
  const json = { title: 'Behind a proxy', description: 'It crashes' };
  const created = await send<{ id: string }>(outside, 'POST /api/v1/issues', { token, json });
  expect(created.headers.get('location')).toBe(`${PUBLIC_URL}api/v1/issues/${created.json.id}`);
});

test('the root leads to the documentation, and so does its page with a slash at the end', async () => {
  expect((await send(outside, 'GET /')).headers.get('location')).toBe(`${PUBLIC_URL}docs`);
  for (const page of ['docs', 'redoc']) {
    const { status, headers } = await send(outside, `GET /${page}/?x`);
    expect(status).toBe(302);
    expect(new URL(headers.get('location') ?? '', `${PUBLIC_URL}${page}/`).href).toBe(PUBLIC_URL + page);
  }
});

type Document = { servers: { url: string }[]; components: { securitySchemes: { password: { flows: object } } } };

test('C65: the document has whole addresses', async () => {
  const { json } = await send<Document>(outside, 'GET /openapi.json');
  expect(json.servers).toEqual([{ url: `${PUBLIC_URL}api/v1` }]);
  expect(json.components.securitySchemes.password.flows).toMatchObject({
    password: { tokenUrl: `${PUBLIC_URL}token` },
  });
});

test('the cookie of a session has the path that a browser asks, which finds it again', async () => {
  const json = { username: 'ada', password: TEST_PASSWORD };
  const headers = { origin };
  const begun = await send(outside, 'POST /api/v1/auth/session', { json, headers });
  const [cookie = ''] = begun.headers.getSetCookie();
  expect(cookie).toMatch(/^docket_refresh=.*; Path=\/docket\/; HttpOnly; SameSite=Strict$/);
  const [sent = ''] = cookie.split(';');
  expect(
    (await send(outside, 'POST /api/v1/auth/session/refresh', { headers: { ...headers, cookie: sent } })).status,
  ).toBe(200);
});

test('a page of our own origin is no stranger, whatever Host the proxy names, and one of another is', async () => {
  const json = { username: 'ada', password: TEST_PASSWORD };
  const begin = (from: string) => send(outside, 'POST /api/v1/auth/session', { json, headers: { origin: from } });
  expect((await begin(origin)).status).toBe(200);
  expect((await begin(`http://127.0.0.1:${port + 1}`)).status).toBe(403);
  expect((await begin(`${origin}/docket`)).status).toBe(403);
});

const browser = await launchBrowser();
afterAll(() => browser?.close());

test.runIf(browser)('the pages of the documentation work through the proxy, login included', async () => {
  const { page, faults } = await openPage(browser);
  await page.goto(`${PUBLIC_URL}docs`);
  await page.locator('button.authorize').click();
  await page.locator('#oauth_username').fill('ada@example.org');
  await page.locator('#oauth_password').fill(TEST_PASSWORD);
  const flow = page.locator('.auth-container', { hasText: 'Flow: password' });
  await flow.locator('button.authorize').click();
  await flow.getByText('Logout').waitFor();
  await page.goto(`${PUBLIC_URL}redoc`);
  await page.getByRole('heading', { name: 'List issues' }).first().waitFor();
  expect(faults).toEqual([]);
});

test('without PUBLIC_URL a list links to where it was asked for', async () => {
  const own = await serveWorld();
  const asked = await own.server.request({
    url: '/api/v1/issues?size=1',
    token,
    headers: { host: 'docket.example:8000' },
  });
  expect(asked.headers.link).toContain('<http://docket.example:8000/api/v1/issues?size=1&page=1>; rel="first"');
  expect(issue.number).toBe(1);
});
