// Runs on sqlite: it tests what lies above the database.

// A real browser opens the pages of the documentation, and complains of what their security policy stops.

import { launchBrowser, openPage } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';

const browser = await launchBrowser();
const inBrowser = test.runIf(browser); // see launchBrowser

afterAll(() => browser?.close());

/** The addresses outside our server. */
function strangers(requests: string[], server: string): string[] {
  return requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(server));
}

type Page = Awaited<ReturnType<typeof openPage>>['page'];

/** Logs in with the password flow of Swagger UI. */
async function authorize(page: Page): Promise<void> {
  await page.locator('button.authorize').click();
  await page.locator('#oauth_username').fill('ada@example.org');
  await page.locator('#oauth_password').fill(TEST_PASSWORD);
  const flow = page.locator('.auth-container', { hasText: 'Flow: password' });
  await flow.locator('button.authorize').click();
  await flow.getByText('Logout').waitFor();
  await page.locator('.close-modal').click();
}

/** Calls `GET /users/me` in Swagger UI, and waits for an answer with this in it. */
async function getMe(page: Page, answer: string): Promise<void> {
  const operation = page.locator('#operations-Users-getMe');
  await operation.click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.live-responses-table .microlight', { hasText: answer }).first().waitFor();
}

/** Looks at what Swagger UI says of the parameters of `GET /issues`, and calls it without filling any in. */
async function listIssues(page: Page): Promise<void> {
  const operation = page.locator('#operations-Issues-listIssues');
  await operation.click();
  const label = operation.locator('tr[data-param-name="label"]');
  await label.getByText('All of these, by name (such as bug)').waitFor();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await label.getByRole('button', { name: 'Add' }).waitFor();
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.live-responses-table .microlight', { hasText: '"items": []' }).first().waitFor();
}

/** What the page has stored, and would find again. */
const stored = (page: Page) =>
  page.evaluate<Record<string, Record<string, string>>>(
    '({ localStorage: { ...localStorage }, sessionStorage: { ...sessionStorage } })',
  );

inBrowser(
  'C23, C63: Swagger UI shows every operation and parameter, loads nothing from elsewhere, and keeps the access token and nothing else, for the life of the tab',
  async () => {
    const { listen, docket } = await openTestServer();
    const { user } = await docket.createUser('ada');
    const server = await listen();
    const { page, requests, faults } = await openPage(browser);
    await page.goto(`${server}/docs/page.css`); // to open Swagger UI takes seconds
    await page.evaluate("localStorage.setItem('authorized', 'what a version before has left there')");
    await page.goto(`${server}/docs`);
    await page.locator('#operations-Issues-createIssue').waitFor();
    expect(await page.locator('.opblock').count()).toBeGreaterThan(25);
    await authorize(page);
    const { localStorage, sessionStorage } = await stored(page);
    expect([localStorage, Object.keys(sessionStorage ?? {})]).toEqual([{}, ['docket_access_token']]);
    const access_token = sessionStorage?.['docket_access_token'] ?? '';
    expect(await docket.caller({ access_token }).user.me()).toMatchObject({ id: user.id });
    await getMe(page, '"username": "ada"');
    await listIssues(page);
    expect(requests).toContain(`${server}/api/v1/issues?page=1`); // without what is not filled in

    const other = await page.context().newPage();
    await other.goto(`${server}/docs/page.css`);
    expect(await stored(other)).toEqual({ localStorage: {}, sessionStorage: {} });
    await page.reload();
    await getMe(page, '"username": "ada"');
    await page.locator('button.authorize').first().click();
    await page.locator('.auth-container', { hasText: 'Flow: password' }).getByText('Logout').click();
    expect(await stored(page)).toEqual({ localStorage: {}, sessionStorage: {} });
    expect({ strangers: strangers(requests, server), faults }).toEqual({ strangers: [], faults: [] });
  },
);

inBrowser('shows the operations in ReDoc, and loads nothing from elsewhere', async () => {
  const { listen } = await openTestServer();
  const server = await listen();
  const { page, requests, faults } = await openPage(browser);
  await page.goto(`${server}/redoc`);
  await page.getByRole('heading', { name: 'Create an issue' }).first().waitFor();
  await page.getByRole('textbox').fill('comment'); // its search runs in a worker
  await page.locator('[data-role="search:results"]').getByText('Comment').first().waitFor();
  expect({ strangers: strangers(requests, server), faults }).toEqual({ strangers: [], faults: [] });
});

test('leads a visitor of the bare address to the documentation', async () => {
  const { request } = await openTestServer();
  const { statusCode, headers } = await request({ url: '/' });
  expect([statusCode, headers.location]).toEqual([302, '/docs']);
});

test('puts the name of the project into the pages as text', async () => {
  const { request } = await openTestServer({ PROJECT_NAME: '<script>alert(1)</script>' });
  for (const url of ['/docs', '/redoc']) {
    const { body } = await request({ url });
    expect(body).toContain('&#60;script&#62;alert(1)');
    expect(body).not.toContain('<script>alert');
  }
});

test('serves the document at the root and below the version, and no other file of the packages', async () => {
  const { request } = await openTestServer({ PROJECT_NAME: 'Ours', VERSION: '7' });
  for (const url of ['/openapi.json', '/api/v1/openapi.json']) {
    expect((await request({ url })).json().info).toMatchObject({ title: 'Ours', version: '7' });
  }
  for (const file of [
    '/docs/assets/package.json',
    '/docs/assets/..%2f..%2fpackage.json',
    '/redoc/assets/redoc.lib.js',
  ]) {
    expect((await request({ url: file })).statusCode, file).toBe(404);
  }
});

test('serves no page of the documentation when DOCS is false, and the document all the same', async () => {
  const { request } = await openTestServer({ DOCS: 'false' });
  for (const url of ['/', '/docs', '/docs/init.js', '/docs/assets/swagger-ui.css', '/redoc']) {
    expect((await request({ url })).statusCode, url).toBe(404);
  }
  expect((await request({ url: '/openapi.json' })).statusCode).toBe(200);
});
