// Runs on sqlite: it tests what lies above the database.

// examples/react in a real browser: what the recipes of the client's README promise.

import { fileURLToPath } from 'node:url';
import { launchBrowser, openPage } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { build, createServer } from 'vite';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { openSite } from './site.ts';

const browser = await launchBrowser();

afterAll(() => browser?.close());

const inBrowser = test.runIf(browser); // see launchBrowser

/** More than one page of a list. */
const ISSUES = 25;

/** The example as it would be served, for a Docket at another origin, in which ada has filed issues. */
async function openExample() {
  const site = await openSite();
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([site.origin]) }, { logging: false });
  const { caller } = await server.docket.createUser('ada');
  for (let number = 1; number <= ISSUES; number += 1)
    await caller.issue.create({ title: `Issue ${number}`, description: 'Long enough' });
  for (const [path, file] of await built(await server.listen())) site.serve(path, file);
  const { page, requests, faults } = await openPage(browser);
  /** How often the page has called a procedure. */
  const count = (procedure: string) =>
    requests.filter((url) => new URL(url).pathname.replace('/trpc/', '').split(',').includes(procedure)).length;
  await page.goto(site.origin);
  const rows = page.getByRole('list', { name: 'Issues' }).getByRole('listitem');
  const logIn = async (password: string) => {
    await page.getByLabel('Email address or username').fill('ada');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  };
  return { page, rows, caller, count, faults, logIn };
}

const ROOT = fileURLToPath(new URL('../../examples/react', import.meta.url));

const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

async function built(api: string) {
  const results = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    define: { 'import.meta.env.VITE_DOCKET_URL': JSON.stringify(api) },
    build: { write: false, minify: false },
  });
  const [result] = [results].flat();
  if (!result || !('output' in result)) throw new Error('vite has built nothing');
  return result.output.map((file) => {
    const body = file.type === 'chunk' ? file.code : file.source;
    const type = TYPES[file.fileName.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return [file.fileName === 'index.html' ? '/' : `/${file.fileName}`, { type, body }] as const;
  });
}

inBrowser('C69: shows the login form at the first answer, and says what is wrong with a login', async () => {
  const { page, count, logIn } = await openExample();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  expect(count('user.me')).toBe(1);
  await logIn('wrong');
  await page.getByRole('alert').filter({ hasText: 'Invalid credentials' }).waitFor();
});

inBrowser('logs in, reads on, files an issue, closes it at once, and logs out', async () => {
  const { page, rows, caller, count, faults, logIn } = await openExample();
  await logIn(TEST_PASSWORD);
  await rows.filter({ hasText: 'Issue 25' }).waitFor();
  expect(await rows.count()).toBe(20);
  await page.getByRole('button', { name: 'More' }).click();
  await rows.filter({ hasText: '#1 Issue 1' }).waitFor();
  expect(await rows.count()).toBe(ISSUES);
  await page.getByRole('button', { name: 'More' }).waitFor({ state: 'detached' });

  const fill = (label: string, text: string) => page.getByLabel(label).fill(text);
  const submit = () => page.getByRole('button', { name: 'Create' }).click();
  await fill('Title', 'No');
  await fill('Description', 'Saving an empty file crashes the editor.');
  await submit();
  await page.locator('#title-error').filter({ hasText: /3/ }).waitFor();
  expect(count('issue.create')).toBe(0); // the schema has refused it
  await fill('Title', 'Crash on save');
  await fill('Labels', 'bug, ui');
  await submit();
  await page.locator('#labels-error').filter({ hasText: 'There is no label' }).waitFor();
  expect(await page.locator('#title-error').textContent()).toBe('');
  await caller.label.create({ name: 'bug' });
  await fill('Labels', 'bug');
  await submit();
  const crash = rows.filter({ hasText: 'Crash on save' });
  await crash.waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('');

  await closeUnderWay(page, crash);
  expect((await caller.issue.list({ status: ['closed'] })).items).toMatchObject([{ title: 'Crash on save' }]);

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  expect(await rows.count()).toBe(0);
  expect(faults.filter((fault) => !fault.startsWith('Failed to load resource'))).toEqual([]); // so it logs each refusal
});

type Page = Awaited<ReturnType<typeof openPage>>['page'];

/** Closes an issue twice: the server does not answer the first time, and holds its answer back the second. */
async function closeUnderWay(page: Page, issue: ReturnType<Page['locator']>): Promise<void> {
  const close = issue.getByRole('button', { name: 'Close' });
  const closed = page.locator('li.closed');
  await page.route('**/trpc/issue.update?*', async (route) => {
    await closed.waitFor(); // the page does not wait for the answer
    await route.abort();
  });
  await close.click();
  await page.getByRole('alert').filter({ hasText: /fetch/i }).waitFor();
  await closed.waitFor({ state: 'detached' });
  await page.unroute('**/trpc/issue.update?*');
  await page.route('**/trpc/issue.update?*', async (route) => {
    await closed.waitFor();
    await route.continue();
  });
  const answered = page.waitForResponse('**/trpc/issue.update?*');
  await close.click();
  await answered;
  await closed.waitFor();
}

/** The proxy of the example's configuration, on the way to a Docket. */
async function openProxy(docket: string): Promise<string> {
  vi.stubEnv('DOCKET_URL', docket);
  onTestFinished(() => void vi.unstubAllEnvs());
  const vite = await createServer({ root: ROOT, logLevel: 'error', server: { port: 0, ws: false, watch: null } });
  onTestFinished(() => vite.close());
  await vite.listen();
  const [origin = ''] = vite.resolvedUrls?.local ?? [];
  return origin.replace(/\/$/, '');
}

test('in development, a login passes the proxy to the Docket that DOCKET_URL names, and not from other sites', async () => {
  const server = await openTestServer({}, { logging: false });
  await server.docket.createUser('ada');
  const origin = await openProxy(await server.listen());
  const startSession = (headers: Record<string, string>) =>
    fetch(`${origin}/trpc/auth.startSession`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ username: 'ada', password: TEST_PASSWORD }),
    });
  for (const headers of [{}, { origin }, { origin, 'sec-fetch-site': 'same-origin' }]) {
    const answer = await startSession(headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toContain('HttpOnly');
  }
  expect((await startSession({ origin: 'http://evil.example' })).status).toBe(403);
});
