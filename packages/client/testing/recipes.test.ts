// Runs on sqlite: it tests what lies above the database.

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { spawnNode } from '@docket/kit/child';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from './cookie-browser.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));

test('C71: examples/ssr/render-on-a-server.ts renders for whoever is logged in, and leaves the session of the browser alone', async () => {
  const { url, cookies, openPage } = await openBrowser();
  const child = spawnNode([`${EXAMPLES}ssr/render-on-a-server.ts`, url, '0']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const [, port] = /"port":(\d+)/.exec(String(line)) ?? [];
  const get = (cookie: string) => fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
  const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');

  for (const _again of [1, 2]) {
    const answer = await get(cookie);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.text()).toContain('<li>Crash</li>');
  }
  expect(await (await get('')).text()).toContain('Log in');
  expect(await openPage().user.me.query()).toMatchObject({ username: 'ada' });
});
