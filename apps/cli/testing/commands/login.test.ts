// Runs on sqlite: it tests what lies above the database.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await serveWorld(afterAll);
const url = await world.server.listen();

/** Longer than an access token is good for. */
const TOKEN_LIFE_MS = 31 * 60 * 1000;

beforeEach(() => world.restore());

/** Somebody at a machine that is not the server's. */
function sitDown(env: Record<string, string> = {}) {
  const XDG_CONFIG_HOME = temporaryFolder();
  const file = join(XDG_CONFIG_HOME, 'docket/logins.json');
  const settings = () => {
    throw new Error('this machine has no database');
  };
  return {
    file,
    kept: () => JSON.parse(readFileSync(file, 'utf8')).servers[url],
    run: (argv: string[], input: { stdin?: string; keys?: string[] } = {}) =>
      runCommand(argv, { ...input, settings, env: { XDG_CONFIG_HOME, ...env } }),
  };
}

async function logIn(person: ReturnType<typeof sitDown>) {
  const argv = ['login', '--server', url, '--username', 'ada', '--password-stdin'];
  expect((await person.run(argv, { stdin: TEST_PASSWORD })).status).toBe(0);
}

test('a login is kept where only its owner can read it, and calls go to that server from then on', async () => {
  const person = sitDown();
  await logIn(person);
  expect(statSync(person.file).mode & 0o777).toBe(0o600);
  expect(readFileSync(person.file, 'utf8')).not.toContain(TEST_PASSWORD);
  expect(await person.run(['whoami'])).toMatchObject({ status: 0, stdout: `ada on ${url}\n` });
  expect((await person.run(['issue', 'list'])).stdout).toContain('Crash');
  const filed = await person.run(['issue', 'create', '--title', 'Leak', '--description', 'It leaks']);
  expect(filed).toEqual({ status: 0, stdout: '#2\n', stderr: 'Filed issue #2: Leak\n' });
});

test('asks for name and password on a terminal, and shows nothing of the password', async () => {
  const person = sitDown();
  const { status, stderr } = await person.run(['login', '--server', url], { keys: ['ada\r', `${TEST_PASSWORD}\r`] });
  expect(status).toBe(0);
  expect(stderr).not.toContain(TEST_PASSWORD);
  expect((await person.run(['whoami'])).stdout).toBe(`ada on ${url}\n`);
});

test('an API token logs in as well, and a wrong one does not', async () => {
  const person = sitDown();
  const { token } = await world.users.ada.caller.token.create({ name: 'shell', scopes: ['users:read', 'issues:read'] });
  const argv = ['login', '--server', url, '--token-stdin'];
  expect((await person.run(argv, { stdin: 'dkt_made-up' })).stderr).toMatch(/^error: Could not validate credentials\n/);
  expect(await person.run(['whoami'])).toMatchObject({ status: 1, stdout: '' });
  expect((await person.run(argv, { stdin: `${token}\n` })).status).toBe(0);
  expect((await person.run(['issue', 'view', '1'])).stdout).toMatch(/^Crash #1\n/);
  const refused = await person.run(['issue', 'create', '--title', 'Leak', '--description', 'It leaks']);
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('needs the scope issues:write') });
});

test('a token in DOCKET_TOKEN is for the server that is named, and for no other', async () => {
  const person = sitDown({ DOCKET_TOKEN: world.users.bob.access_token });
  expect((await person.run(['user', 'me', '--server', url])).stdout).toMatch(/^username +bob$/m);
  await logIn(person);
  const ada = await person.run(['user', 'me']);
  expect(ada.stdout).toMatch(/^username +ada$/m);
  expect(ada.stderr).toMatch(/^DOCKET_TOKEN is not used: /);
  const bob = await person.run(['whoami', '--server', url]);
  expect(bob).toMatchObject({ stdout: `bob on ${url}\n`, stderr: '' });
});

test('a session is renewed when it has to be, by one of the commands that run at once', async () => {
  const person = sitDown();
  await logIn(person);
  const before = person.kept().session;
  let refreshes = 0;
  world.server.app.server.on('request', ({ url: target = '' }) => {
    if (target.includes('auth.refresh')) refreshes += 1;
  });
  for (let round = 1; round <= 2; round++) {
    world.docket.clock.advance(TOKEN_LIFE_MS); // the old token is refused from here on
    const runs = await Promise.all(Array.from({ length: 5 }, () => person.run(['user', 'me'])));
    expect(runs.map(({ status, stderr }) => ({ status, stderr }))).toEqual(runs.map(() => ({ status: 0, stderr: '' })));
    expect(refreshes).toBe(round);
  }
  expect(person.kept().session).toMatchObject({ id: before.id });
  expect(person.kept().session.refresh_token).not.toBe(before.refresh_token);
});

test('a logout ends the session on the server and forgets it', async () => {
  const person = sitDown();
  await logIn(person);
  const { access_token } = person.kept().session;
  expect((await person.run(['session', 'list'])).stdout).toMatch(/ yes +docket\/[\d.]+$/m);
  expect(await person.run(['logout'])).toMatchObject({ status: 0, stderr: `Logged out of ${url}.\n` });
  await expect(world.docket.caller({ access_token }).user.me()).rejects.toThrow('Could not validate credentials');
  expect(person.kept()).toBeUndefined();
  expect((await person.run(['logout'])).stderr).toBe('error: You are not logged in: there is nothing to end\n');
});

test('a session that was ended elsewhere is told with the remedy', async () => {
  const person = sitDown();
  await logIn(person);
  await world.users.ada.caller.auth.logoutAll();
  const { status, stderr } = await person.run(['issue', 'list']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^error: Could not validate credentials\nhint: log in with "\.\/docket login --server URL"/,
    ),
  });
});

test('what anybody may do needs no login, and leaves the login that there is alone', async () => {
  const person = sitDown();
  await logIn(person);
  const before = person.kept();
  const argv = ['auth', 'login', 'bob', '--password-stdin', '--json'];
  const { stdout } = await person.run(argv, { stdin: TEST_PASSWORD });
  expect(JSON.parse(stdout)).toMatchObject({ token_type: 'bearer' });
  expect(person.kept()).toEqual(before);
});

test('a server that is not there is named, and so is the remedy', async () => {
  const { run } = sitDown();
  const nobody = await run(['issue', 'list', '--server', 'http://127.0.0.1:9']);
  expect(nobody.status).toBe(1);
  expect(nobody.stderr).toMatch(
    /^error: The server http:\/\/127\.0\.0\.1:9 cannot be reached \(.+\): check the address/,
  );
  const wrong = await run(['issue', 'list', '--server', 'ftp://example.org']);
  expect(wrong.stderr).toMatch(/^error: --server: "ftp:\/\/example\.org" is no address of a server/);
  const both = await run(['issue', 'list', '--server', url, '--as', 'ada']);
  expect(both.stderr).toMatch(/^error: --as names a user of the database of this machine/);
});
