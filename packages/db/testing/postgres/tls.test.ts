// Runs on postgresql: a file is not reached over a network.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUTHORITY, OTHER_AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from '@docket/kit/certificates';
import { temporaryFolder } from '@docket/kit/database';
import { FORGETFUL, queryPostgres, type RunningPostgres, startPostgres } from '@docket/kit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openPostgres } from '../../src/postgres/postgres.ts';

let postgres: RunningPostgres;

beforeAll(async () => {
  const files = { 'server.crt': SERVER_CERTIFICATE, 'server.key': SERVER_KEY };
  postgres = await startPostgres({ ...FORGETFUL, ssl: 'on' }, files);
});

afterAll(() => postgres.stop());

type Address = { sslmode?: string; ssl?: string; authority?: string; host?: string };

/** The certificate is for `localhost`. */
function addressWith({ authority, host = 'localhost', ...search }: Address): string {
  const url = new URL(postgres.server);
  url.hostname = host;
  url.search = new URLSearchParams(search).toString();
  if (authority === undefined) return url.href;
  const file = join(temporaryFolder(), 'ca.crt');
  writeFileSync(file, authority);
  url.searchParams.set('sslrootcert', file);
  return url.href;
}

/** Which of our connections are encrypted, once the one that listens is there, too. */
async function encryptionOf(address: Address): Promise<boolean[]> {
  const database = await openPostgres(addressWith(address), { connections: 1 });
  onTestFinished(() => database.close());
  await sql`select 1`.execute(database.read);
  await database.write((db) => sql`select 1`.execute(db));
  await database.write((db) => sql`select 1`.execute(db), { isLong: true });
  database.changeMark();
  const connections = () =>
    queryPostgres<{ ssl: boolean }>(
      postgres.server,
      "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'docket'",
    );
  await vi.waitFor(async () => expect(await connections()).toHaveLength(4), 60_000);
  const encrypted = (await connections()).map(({ ssl }) => ssl);
  await database.close();
  await vi.waitFor(async () => expect(await connections()).toEqual([]), 60_000);
  return encrypted;
}

const all = [true, true, true, true];
const none = [false, false, false, false];

test.each<[string, Address, boolean[]]>([
  ['verify-full', { sslmode: 'verify-full', authority: AUTHORITY }, all],
  ['require', { sslmode: 'require', authority: AUTHORITY }, all],
  ['no-verify, whatever the certificate', { sslmode: 'no-verify', host: '127.0.0.1' }, all],
  ['ssl=no-verify, whatever the certificate', { ssl: 'no-verify', host: '127.0.0.1' }, all],
  ['no word of TLS', {}, none],
])('encrypts every connection, or none, with %s', async (_, address, encrypted) => {
  expect(await encryptionOf(address)).toEqual(encrypted);
});

test.each<[string, Address, RegExp]>([
  ['an authority that nobody knows', {}, /unable to verify the first certificate/],
  ['another authority', { authority: OTHER_AUTHORITY }, /unable to verify the first certificate/],
  ['another name', { authority: AUTHORITY, host: '127.0.0.1' }, /Hostname\/IP does not match/],
])('refuses a server with %s, in one line, with verify-full and with require', async (_, address, reason) => {
  for (const sslmode of ['verify-full', 'require']) {
    const failure = await openPostgres(addressWith({ ...address, sslmode })).catch((error: unknown) => error);
    const says = new RegExp(
      `^The database postgres on \\S+ \\S+ \\S+ cannot be trusted \\(${reason.source}.*\\): check sslmode, sslrootcert and`,
    );
    expect(failure).toEqual(expect.objectContaining({ name: 'DatabaseError', message: expect.stringMatching(says) }));
    expect(String(failure).split('\n')).toHaveLength(1);
  }
});
