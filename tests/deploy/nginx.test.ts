// Runs on sqlite: it tests what lies above the database.

// deploy/nginx.conf as it is, but for its names and ports, in front of a server.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from '@docket/kit/certificates';
import { temporaryFolder } from '@docket/kit/database';
import { freePort } from '@docket/kit/postgres';
import { addressOf, type Server, start } from '@docket/kit/server-process';
import { maskedText, UPGRADE } from '@docket/kit/web-socket';
import { expect, onTestFinished, test, vi } from 'vitest';

const SAMPLE = readFileSync(join(import.meta.dirname, '../../deploy/nginx.conf'), 'utf8');

/** Runs until nobody can write to its stdin any more. */
const NGINX = `
  trap "" INT TERM HUP
  nginx -e "$0/error.log" -p "$0" -c "$0/main.conf" &
  cat
  kill -TERM $!
  wait`;

/** Without nginx the test is skipped, and the run says so. */
const hasNginx = spawnSync('nginx', ['-v']).status === 0;

type Site = { port: number; plainPort: number; server: Server };

async function openSite(): Promise<Site> {
  const server = await start({ HOST: '127.0.0.1', TRUSTED_PROXIES: '["loopback"]' });
  const { host } = new URL(await addressOf(server));
  server.stdout.resume();
  const [folder, port, plainPort] = [temporaryFolder(), await freePort(), await freePort()];
  mkdirSync(join(folder, 'temporary'));
  writeFileSync(join(folder, 'chain.pem'), SERVER_CERTIFICATE);
  writeFileSync(join(folder, 'key.pem'), SERVER_KEY);
  const sample = SAMPLE.replace('server 127.0.0.1:8000;', `server ${host};`)
    .replace(/\n\tlisten \[::\].*/g, '')
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace('listen 443 ', `listen 127.0.0.1:${port} `)
    .replace(/\/etc\/letsencrypt\S*fullchain.pem/, join(folder, 'chain.pem'))
    .replace(/\/etc\/letsencrypt\S*privkey.pem/, join(folder, 'key.pem'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/temporary/${kind};`,
  );
  const http = ['access_log off;', ...temporary, sample].join('\n');
  writeFileSync(join(folder, 'main.conf'), `daemon off;\npid ${folder}/pid;\nevents {}\nhttp {\n${http}\n}\n`);
  const nginx = spawn('sh', ['-c', NGINX, folder], { stdio: ['pipe', 'inherit', 'inherit'] });
  onTestFinished(async () => {
    nginx.stdin.end();
    await once(nginx, 'exit');
  });
  await vi.waitFor(() => call({ port }, 'GET /health'), { timeout: 60_000 });
  return { port, plainPort, server };
}

type Call = { json?: object; token?: string; headers?: Record<string, string>; from?: string };

function send({ port }: Pick<Site, 'port'>, route: string, { json, token, headers, from }: Call = {}) {
  const [method = '', path = ''] = route.split(' ');
  return request({
    method,
    path,
    port,
    host: '127.0.0.1',
    localAddress: from ?? '127.0.0.1',
    servername: 'localhost',
    ca: AUTHORITY,
    agent: false,
    headers: {
      ...(json && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
}

async function call(site: Pick<Site, 'port'>, route: string, given: Call = {}) {
  const [answer] = await once(send(site, route, given).end(given.json && JSON.stringify(given.json)), 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

test.runIf(hasNginx)('streams pass nginx as they come, and WebSockets do', async () => {
  const site = await openSite();
  const ada = { username: 'ada', password: 'analytical engine' };
  await call(site, 'POST /api/v1/auth/register', { json: { ...ada, email: 'ada@example.org' } });
  const { access_token: token } = JSON.parse((await call(site, 'POST /api/v1/auth/login', { json: ada })).body);
  const asking = send(site, 'GET /api/v1/events/stream?type=issue.*', { token });
  const [stream] = await once(asking.end(), 'response');
  const upgrading = send(site, 'GET /trpc', { token, headers: UPGRADE });
  const [, socket] = await once(upgrading.end(), 'upgrade');
  const heard = { stream: heardIn(stream), socket: heardIn(socket) };
  await heard.stream('open');
  const params = { path: 'event.stream', input: { type: ['issue.*'] } };
  socket.write(maskedText(JSON.stringify({ id: 1, method: 'subscription', params })));
  await heard.socket('started');
  await call(site, 'POST /api/v1/issues', {
    token,
    json: { title: 'It comes at once', description: 'Through a proxy' },
  });
  await Promise.all([heard.stream('issue.created'), heard.socket('issue.created')]);
  socket.destroy();
  asking.destroy();
});

/** Waits until a text has come. */
function heardIn(stream: Readable): (text: string) => Promise<void> {
  let all = '';
  stream.on('error', () => undefined).on('data', (data) => (all += String(data)));
  return (text) => vi.waitFor(() => expect(all).toContain(text), { timeout: 30_000 });
}

test.runIf(hasNginx)('nginx names the caller, passes refusals on, and says that the server is away', async () => {
  const site = await openSite();
  const plain = await fetch(`http://127.0.0.1:${site.plainPort}/docs?a=b`, { redirect: 'manual' });
  expect(plain.status).toBe(308);
  expect(plain.headers.get('location')).toBe('https://127.0.0.1/docs?a=b');

  const ada = { username: 'ada', password: 'analytical engine' };
  await call(site, 'POST /api/v1/auth/register', { json: { ...ada, email: 'ada@example.org' } });
  const from = '127.0.0.2';
  const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
  const login = await call(site, 'POST /api/v1/auth/login', { json: ada, from, headers });
  const sessions = await call(site, 'GET /api/v1/auth/sessions', { token: JSON.parse(login.body).access_token });
  expect(JSON.parse(sessions.body)).toMatchObject({ total: 1, items: [{ address: from }] });

  const large = await call(site, 'POST /api/v1/auth/login', { json: { ...ada, more: 'x'.repeat(1_500_000) } });
  expect(large).toMatchObject({ status: 413, headers: { 'content-type': expect.stringContaining('problem+json') } });
  const wide = await call(site, 'GET /api/v1/issues', { headers: { 'x-wide': 'x'.repeat(20_000) } });
  expect(wide).toMatchObject({ status: 431, headers: { 'content-type': expect.stringContaining('problem+json') } });

  site.server.kill('SIGKILL');
  await once(site.server, 'exit');
  const away = await call(site, 'GET /api/v1/issues');
  expect(away).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5', 'content-type': 'application/problem+json' },
  });
  expect(JSON.parse(away.body)).toMatchObject({ status: 503, code: 'unavailable' });
});
