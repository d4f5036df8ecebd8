import { openTestServer } from '@docket/kit/server';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { unsubscribeToken } from '../../../packages/router/src/credentials/unsubscribe-token.ts';

const world = await serveWorld(afterAll);
const { server, users, related, unsubscribe_token } = world;
const { SECRET_KEY } = server.docket.settings;
const url = `/unsubscribe/${unsubscribe_token}`;

beforeEach(() => world.restore());

const isWatching = async () => (await users.ada.caller.watch.get({ id: related.id })).is_watching;

test('to open the link of a mail changes nothing, and shows a button', async () => {
  const { statusCode, headers, body } = await server.request({ method: 'GET', url });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(body).toContain('You will be told nothing more of this issue.');
  expect(body).toContain('<form method="post"><button>Unsubscribe</button></form>');
  expect(headers['content-security-policy']).toContain("form-action 'self'");
  expect(await isWatching()).toBe(true);
});

test.each([
  ['one click of a mail program', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
  ['the same as a form of parts', 'multipart/form-data; boundary=x', '--x\r\n\r\nOne-Click\r\n--x--'],
  ['the button', 'application/x-www-form-urlencoded', ''],
])('%s ends the mail, as often as it comes', async (_, type, payload) => {
  for (const _time of [1, 2]) {
    const { statusCode, body } = await server.request({
      method: 'POST',
      url,
      headers: { 'content-type': type },
      payload,
    });
    expect([statusCode, body.includes('You are told nothing more of this issue.')]).toEqual([200, true]);
  }
  expect(await isWatching()).toBe(false);
});

test('a link in a mail about many issues says that it ends them all, and does', async () => {
  const ofAll = `/unsubscribe/${unsubscribeToken(SECRET_KEY, { user_id: users.ada.user.id, issue_id: null })}`;
  expect((await server.request({ url: ofAll })).body).toContain('You will get no more mail about any issue.');
  const { body } = await server.request({ method: 'POST', url: ofAll });
  expect(body).toContain('You get no more mail about any issue.');
  expect((await users.ada.caller.notification.getSettings()).mail).toBe('off');
});

const wrong = [unsubscribe_token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 'dku_', 'x'];
const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';

test.each(wrong)('a link that is not ours ends nothing: %s', async (token) => {
  const { statusCode, body } = await server.request({ method: 'POST', url: `/unsubscribe/${token}` });
  expect([statusCode, JSON.parse(body).code]).toEqual([400, 'invalid_unsubscribe_token']);
  expect(await isWatching()).toBe(true);
});

test.each(wrong.flatMap((token) => [['GET', token] as const, ['POST', token] as const]))(
  'and says so on a page to who reads one: %s %s',
  async (method, token) => {
    const asked = { method, url: `/unsubscribe/${token}`, headers: { accept: BROWSER } };
    const { statusCode, headers, body } = await server.request(asked);
    expect([statusCode, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    expect(body).toContain('This link is of no mail of ours: take it as it came');
    expect(body).not.toContain('<form');
  },
);

test('a program that opens a wrong link gets the page, too', async () => {
  const { statusCode, headers } = await server.request({ url: '/unsubscribe/x' });
  expect([statusCode, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
});

test('what is too long is refused with the limit that holds here', async () => {
  const { statusCode, body } = await server.request({ method: 'POST', url, payload: 'x'.repeat(4097) });
  expect([statusCode, JSON.parse(body).detail]).toEqual([413, 'Send at most 4 KB here']);
  expect((await server.request({ method: 'POST', url, payload: 'x'.repeat(4096) })).statusCode).toBe(200);
});

test('neither the log nor an error has the token in it, wherever it stands', async () => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const logged = await openTestServer({}, { logging: { level: 'trace', stream } });
  const token = unsubscribeToken(SECRET_KEY, { user_id: users.ada.user.id, issue_id: null });
  const answers: { statusCode: number; body: string }[] = [];
  for (const [method, path] of [
    ['GET', `/unsubscribe/${token}`],
    ['POST', `/unsubscribe/${token}`],
    ['POST', `/unsubscribe/${token}x`],
    ['PUT', `/unsubscribe/${token}`],
    ['POST', `/unsubscribe/${token}/more`],
    ['GET', `/%75nsubscribe/${token}`],
    ['POST', `/docket/unsubscribe/${token}`],
    ['GET', `/unsubscribe/%E0%A4%A${token}`],
    ['GET', `/unsubscribe/${token}${'x'.repeat(1000)}`],
  ] as const)
    answers.push(await logged.request({ method, url: path }));
  const signed = token.slice(-20);
  expect(answers.map(({ body }) => body).join()).not.toContain(signed);
  expect(lines.join()).not.toContain(signed);
  expect(JSON.parse(answers[2]?.body ?? '').instance).toBe('/unsubscribe/:token');
  expect(JSON.parse(lines.findLast((line) => line.includes('"PUT"')) ?? '')).toMatchObject({
    path: '/unsubscribe/:token',
    msg: 'PUT /unsubscribe/:token 405',
  });
});
