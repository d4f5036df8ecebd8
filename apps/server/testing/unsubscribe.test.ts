import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await serveWorld(afterAll);
const { server, users, related, unsubscribe_token } = world;
const url = `/unsubscribe/${unsubscribe_token}`;

beforeEach(() => world.restore());

const isWatching = async () => (await users.ada.caller.watch.get({ id: related.id })).is_watching;

test('to open the link of a mail changes nothing, and shows a button', async () => {
  const { statusCode, headers, body } = await server.request({ method: 'GET', url });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
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
    expect([statusCode, body.includes('You get no more mail of this kind.')]).toEqual([200, true]);
  }
  expect(await isWatching()).toBe(false);
});

test.each([unsubscribe_token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 'dku_', 'x'])(
  'a link that is not ours ends nothing: %s',
  async (token) => {
    const { statusCode, body } = await server.request({ method: 'POST', url: `/unsubscribe/${token}` });
    expect([statusCode, JSON.parse(body).code]).toEqual([400, 'invalid_unsubscribe_token']);
    expect(await isWatching()).toBe(true);
  },
);
