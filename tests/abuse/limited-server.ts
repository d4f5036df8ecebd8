// A server with narrow limits for a test file, and callers who have used nothing up yet.

import { serveTarget } from '@docket/kit/served-target';
import { from, PASSWORD, type Sent, send } from '@docket/kit/target';
import { expect } from 'vitest';

let addresses = 0;

/** Nobody has called from there yet. */
export function newAddress(): string {
  addresses += 1;
  return `198.18.${addresses >> 8}.${addresses & 255}`;
}

export const guess = (username: string) => ({ username, password: 'a guess' });

/** Starts the server, which runs as long as the tests of the file do. */
export async function startLimitedServer() {
  const server = await serveTarget({
    TRUSTED_PROXIES: '["loopback"]',
    RATE_LIMIT_READS: '6',
    RATE_LIMIT_WRITES: '12',
    RATE_LIMIT_LOGINS: '5',
    RATE_LIMIT_SIGNUPS: '2',
  });

  const logIn = (json: object, sent: Sent) =>
    send<{ access_token: string }>(server, 'POST /api/v1/auth/login', { json, ...sent });

  /** Registers and logs in, and uses nothing up of what a test has. Answers with the access token. */
  async function join(username: string): Promise<string> {
    const [json, place] = [{ username, password: PASSWORD }, from(newAddress())];
    const email = `${username}@example.org`;
    expect((await send(server, 'POST /api/v1/auth/register', { json: { ...json, email }, ...place })).status).toBe(200);
    return (await logIn(json, place)).json.access_token;
  }

  return { server, logIn, join };
}
