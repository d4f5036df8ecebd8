import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { settingsIn } from '../benched-server.ts';

// What the servers that Docket is compared with have in common: they are told a folder, and say where they listen.

/** Where the database is, as the command line says. */
export const folder = process.argv[2] ?? '.';
export const file = join(folder, 'docket.db');

/** How Docket signs access tokens: the others have to take the same ones. */
export const secret = settingsIn(folder)['SECRET_KEY'] ?? '';
export const key = new TextEncoder().encode(secret);
export const expected = { algorithms: ['HS256'], issuer: 'docket', audience: 'docket' };

/** Listens on a free port and says so, in the line that `startPeer` waits for. */
export async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  announce(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

export function announce(address: string): void {
  process.stdin.once('end', () => process.exit()).resume(); // whoever started us is gone
  process.stdout.write(`listening at ${address}\n`);
}

/** What the Authorization header of a call stands for. */
export function credentialsOf(authorization = '') {
  const access_token = authorization.slice('Bearer '.length);
  return access_token ? { access_token } : ('anonymous' as const);
}
