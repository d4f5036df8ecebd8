// deploy/Caddyfile as it is, in front of two servers on one database.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { freePort } from '@docket/kit/postgres';
import { addressOf, type Server, start } from '@docket/kit/server-process';
import { onTestFinished, vi } from 'vitest';

const CADDYFILE = join(import.meta.dirname, '../../deploy/Caddyfile');

/** Runs until nobody can write to its stdin any more: until we say so, or have ended, however that was. */
const CADDY = `
  trap "" INT TERM HUP
  caddy run --config "$0" --adapter caddyfile &
  cat
  kill -KILL $!`;

/** Only the image of compose.yaml brings Caddy: without it the test is skipped, and the run says so. */
export const hasCaddy = spawnSync('caddy', ['version']).status === 0;

const production = {
  ENVIRONMENT: 'production',
  HOST: '127.0.0.1',
  SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8',
  REGISTRATION: 'open',
};

export type Site = { url: string; servers: [Server, Server] };

/** Starts two servers with these settings, and Caddy in front of them. */
export async function openSite(settings: Record<string, string> = {}): Promise<Site> {
  const DATABASE_URL = await createTestDatabase();
  // In compose.yaml `uniquelocal`: callers and Caddy alike come from the trusted range here, too.
  const given = { ...production, ...settings, DATABASE_URL, TRUSTED_PROXIES: '["loopback"]' };
  const servers: [Server, Server] = [await start(given), await start(given)];
  const addresses = await Promise.all(servers.map((server) => addressOf(server)));
  for (const server of servers) server.stdout.resume(); // or a full pipe would hold it up
  const url = `http://127.0.0.1:${await freePort()}`;
  const SERVERS = addresses.map((address) => new URL(address).host).join(' ');
  const home = temporaryFolder();
  // biome-ignore lint/style/noProcessEnv: what is on the PATH, and not a setting of Docket
  const env = { PATH: process.env['PATH'], HOME: home, SITE: url, SERVERS };
  const caddy = spawn('sh', ['-c', CADDY, CADDYFILE], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(async () => {
    caddy.stdin.end();
    await once(caddy, 'exit');
  });
  await vi.waitFor(() => call({ url }, 'GET /health'), { timeout: 60_000 });
  return { url, servers };
}

export type Call = {
  json?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
  /** The address of this machine that the call comes from. */
  from?: string;
};

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** One call on a connection of its own. */
export async function call({ url }: Pick<Site, 'url'>, route: string, options: Call = {}): Promise<Answer> {
  const { json, token, from: localAddress = '127.0.0.1', headers } = options;
  const [method = '', path = ''] = route.split(/ (.*)/s);
  const calling = request(url + path, {
    method,
    localAddress,
    agent: false,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  calling.end(json === undefined ? undefined : JSON.stringify(json));
  const [answer] = await once(calling, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
