// Runs on sqlite: it tests what lies above the database.

// T4, in a real browser: what pages of other origins can do with the cookie of somebody who is logged in.

import { launchBrowser, openWindow } from '@docket/kit/browser';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { afterAll, describe, expect, test } from 'vitest';
import { clientPage, openSite } from './site.ts';

const browser = await launchBrowser();

afterAll(() => browser?.close());

const inBrowser = test.runIf(browser); // see launchBrowser

const login = (username: string) => ({ username, password: TEST_PASSWORD });

type Attack = { path: string; mode: string; method?: string; type?: string; body?: string };

/** What a page sends without a preflight, and what it would have to ask for. */
const attacks: Attack[] = ['no-cors', 'cors'].flatMap((mode) =>
  [
    { path: '/api/v1/auth/session/refresh' },
    { path: '/api/v1/auth/session/refresh', type: 'application/json', body: '{}' },
    { path: '/api/v1/auth/session/read' },
    { path: '/api/v1/auth/session', type: 'text/plain', body: JSON.stringify(login('eve')) },
    { path: '/api/v1/auth/session', type: 'application/json', body: JSON.stringify(login('eve')) },
    { path: '/api/v1/auth/logout' },
    { path: '/trpc/auth.refreshSession', type: 'text/plain', body: '{}' },
    { path: '/trpc/auth.refreshSession', type: 'application/json', body: '{}' },
    { path: '/trpc/auth.startSession', type: 'application/json', body: JSON.stringify(login('eve')) },
    { path: '/trpc/auth.logout', type: 'application/json', body: '{}' },
    { path: '/api/v1/users/me', method: 'GET' },
    { path: '/openapi.json', method: 'GET' },
  ].map((attack) => ({ mode, ...attack })),
);

const forms = [
  { path: '/api/v1/auth/session/refresh', enctype: 'application/x-www-form-urlencoded' },
  { path: '/api/v1/auth/session', enctype: 'text/plain' },
  { path: '/trpc/auth.startSession', enctype: 'multipart/form-data' },
  { path: '/trpc/auth.logout', enctype: 'text/plain' },
];

/** Ada has logged in on our page, in a window where she now opens a page of somebody else. */
async function openVictim() {
  const [ours, theirs] = [await openSite(), await openSite()];
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([ours.origin]) });
  const { user } = await server.docket.createUser('ada');
  await server.docket.createUser('eve');
  const arrived: { path: string; status: number; hasCookie: boolean }[] = [];
  server.app.addHook('onResponse', async ({ method, url, headers }, { statusCode: status }) => {
    const hasCookie = headers.cookie !== undefined;
    if (method !== 'OPTIONS') arrived.push({ path: url, status, hasCookie });
  });
  const api = await server.listen();
  ours.show('/', clientPage(api));
  theirs.show('/', '<title>Cats</title>');
  forms.forEach(({ path, enctype }, index) => {
    const field = '<input type="hidden" name=\'{"username":"eve","password":"\' value=\'"}\'>';
    const form = `<form method="post" enctype="${enctype}" action="${api}${path}">${field}</form>`;
    theirs.show(`/form/${index}`, `${form}<script>document.forms[0].submit()</script>`);
  });
  const window = await openWindow(browser);
  const [page, evil] = [await window.newPage(), await window.newPage()];
  await page.goto(ours.origin);
  await page.evaluate(`docket.auth.startSession.mutate(${JSON.stringify(login('ada'))})`);
  const state = async () => {
    const { read } = server.docket.database;
    const [sessions, events] = await Promise.all([
      read.selectFrom('session').selectAll().execute(),
      read.selectFrom('event').selectAll().execute(),
    ]);
    return JSON.stringify({ sessions, events, cookies: await window.cookies() });
  };
  const before = await state();
  arrived.length = 0;
  return {
    api,
    theirs,
    user,
    arrived,
    page,
    evil,
    /** What a script of theirs gets to read of an answer. */
    attack: ({ path, method = 'POST', type, ...init }: Attack) => {
      const options = { ...init, method, credentials: 'include', ...(type && { headers: { 'content-type': type } }) };
      const call = `fetch(${JSON.stringify(api + path)}, ${JSON.stringify(options)})`;
      return evil.evaluate(`${call}.then((answer) => answer.text(), () => 'refused')`);
    },
    expectUntouched: async () => expect(await state()).toBe(before),
  };
}

describe.each(['same-site', 'cross-site'] as const)('a %s page of an origin that is not listed', (place) => {
  inBrowser('changes nothing and reads nothing by script', async () => {
    const { theirs, user, arrived, page, evil, attack, expectUntouched } = await openVictim();
    await evil.goto(place === 'same-site' ? theirs.origin : theirs.other_name);
    for (const one of attacks) {
      // An answer that the browser keeps to itself reads as empty.
      const unread = one.mode === 'cors' ? ['refused'] : ['refused', ''];
      expect(unread, JSON.stringify(one)).toContain(await attack(one));
    }
    await expectUntouched();
    const refresh = arrived.filter(({ path }) => path === '/api/v1/auth/session/refresh');
    expect(refresh[0]).toEqual({
      path: '/api/v1/auth/session/refresh',
      status: 403,
      hasCookie: place === 'same-site', // SameSite=Strict stops only what comes from another site
    });
    expect(arrived.filter(({ path, status }) => status < 400 && path !== '/openapi.json')).toEqual([]);
    expect(await page.evaluate('docket.auth.refreshSession.mutate().then(() => docket.user.me.query())')).toEqual(user);
  });

  inBrowser.each(forms)('changes nothing by a form to $path as $enctype', async ({ path, enctype }) => {
    const { api, theirs, user, arrived, page, evil, expectUntouched } = await openVictim();
    const index = forms.findIndex((form) => form.path === path && form.enctype === enctype);
    const answered = evil.waitForResponse(api + path);
    await evil.goto(`${place === 'same-site' ? theirs.origin : theirs.other_name}/form/${index}`);
    expect((await answered).status()).toBe(415);
    expect(arrived).toMatchObject([{ path, status: 415 }]);
    await expectUntouched();
    expect(await page.evaluate('docket.user.me.query()')).toEqual(user);
  });
});

inBrowser.each(['/docs', '/redoc', '/openapi.json'])('T28: no page of others shows %s in a frame', async (path) => {
  const { api, theirs, evil } = await openVictim();
  theirs.show('/frame', `<iframe src="${api}${path}"></iframe>`);
  const refused = evil.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await evil.goto(`${theirs.origin}/frame`);
  expect((await refused).type()).toBe('error');
  expect(evil.frames().map((frame) => frame.url())).not.toContain(api + path);
});
