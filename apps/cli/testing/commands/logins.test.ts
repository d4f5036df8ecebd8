// Runs on sqlite: it tests what lies above the database.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runCommand } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';

const world = await serveWorld(afterAll);
const url = await world.server.listen();
/** The same server, as another address. */
const other = url.replace('127.0.0.1', 'localhost');

beforeEach(() => world.restore());

function sitDown(env: Record<string, string> = {}) {
  const home = temporaryFolder();
  const settings = () => world.docket.settings;
  return {
    home,
    run: (argv: string[], input: { stdin?: string; keys?: string[] } = {}) =>
      runCommand(argv, { ...input, settings, env: { XDG_CONFIG_HOME: home, ...env } }),
  };
}

type Person = ReturnType<typeof sitDown>;

function logIn({ run }: Person, server: string, username: string, ...more: string[]) {
  const argv = ['login', '--server', server, '--username', username, '--password-stdin', ...more];
  return run(argv, { stdin: TEST_PASSWORD });
}

test('there is a login for each server, the last of which is meant when none is named', async () => {
  const person = sitDown();
  await logIn(person, url, 'ada');
  await logIn(person, `${other}/`, 'bob');
  expect(await person.run(['whoami'])).toEqual({
    status: 0,
    stdout: `bob on ${other}\n`,
    stderr: `also logged in to ${url} as ada\n`,
  });
  expect((await person.run(['user', 'me', '--server', url])).stdout).toMatch(/^username +ada$/m);
  expect((await person.run(['whoami', '--local', '--as', 'root', '--json'])).stdout).toContain('"username": "root"');
  await person.run(['logout']);
  expect((await person.run(['whoami'])).stdout).toBe(`ada on ${url}\n`);
});

test('DOCKET_SERVER and DOCKET_TOKEN name server and user for a script', async () => {
  const script = sitDown({ DOCKET_SERVER: url, DOCKET_TOKEN: world.users.bob.access_token });
  expect(JSON.parse((await script.run(['whoami', '--json'])).stdout)).toMatchObject({
    server: url,
    user: { username: 'bob' },
  });
  expect((await script.run(['issue', 'list', '--local'])).stdout).toContain('Crash');
  const both = await script.run(['issue', 'list', '--local', '--server', url]);
  expect(both.stderr).toBe('error: --server and --local: say one of them\n');
});

test('a logout forgets the login although the server is away', async () => {
  const person = sitDown();
  await logIn(person, url, 'ada');
  const file = join(person.home, 'docket/logins.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(url, 'http://127.0.0.1:9'));
  const { status, stderr } = await person.run(['logout']);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(
      /^warning: the session could not be ended .*\nLogged out of http:\/\/127\.0\.0\.1:9\.\n$/,
    ),
  });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ current: null, servers: {} });
});

test('warns of a password that goes over the network in the clear', async () => {
  const { run } = sitDown();
  const { stderr } = await run(['login', '--server', 'http://docket.invalid', '--username', 'ada', '--password-stdin']);
  expect(stderr).toMatch(/^warning: http:\/\/docket\.invalid is not encrypted: /);
});

test('opens pages of a server where the login says that they are', async () => {
  const browser = join(temporaryFolder(), 'browser');
  writeFileSync(browser, '#!/bin/sh\n', { mode: 0o755 });
  const person = sitDown({ BROWSER: browser });
  await logIn(person, url, 'ada');
  const nowhere = await person.run(['issue', 'view', '1', '--web']);
  expect(nowhere.stderr).toBe('error: Nobody has said where the pages are: log in again with --pages URL\n');
  await logIn(person, url, 'ada', '--pages', 'https://tracker.example.org/app/');
  await logIn(person, url, 'ada'); // which keeps them
  expect((await person.run(['issue', 'list', '--web'])).stderr).toBe(
    'Opening https://tracker.example.org/app/issues\n',
  );
});

test('says what a token cannot do, and what to do then', async () => {
  const person = sitDown();
  const { token } = await world.users.ada.caller.token.create({ name: 'shell', scopes: ['users:read'] });
  await person.run(['login', '--server', url, '--token'], { keys: [`${token}\r`] });
  expect((await person.run(['session', 'list'])).stderr).toMatch(
    /^error: Only a session can do this: log in\nhint: log in with "\.\/docket login --server URL"/,
  );
});

test('a change of password goes on in the session, and ends the others', async () => {
  const [here, there] = [sitDown(), sitDown()];
  await logIn(here, url, 'ada');
  await logIn(there, url, 'ada');
  const keys = [`${TEST_PASSWORD}\r`, 'difference engine\r', 'difference engine\r'];
  const changed = await here.run(['auth', 'password'], { keys });
  expect(changed).toMatchObject({ status: 0, stderr: expect.stringContaining('Your password is changed') });
  expect((await here.run(['whoami'])).stdout).toBe(`ada on ${url}\n`);
  expect((await there.run(['whoami'])).status).toBe(1);
  const piped = await here.run(['auth', 'password'], { stdin: 'x' });
  expect(piped.stderr).toMatch(/pipe it in and add --input -, with all as JSON\n$/);
});

test('a file of logins that is damaged is named with the remedy, and kept', async () => {
  const person = sitDown();
  await logIn(person, url, 'ada');
  const file = join(person.home, 'docket/logins.json');
  writeFileSync(file, '{');
  const { status, stderr } = await person.run(['issue', 'list']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: \S+logins\.json cannot be read \(.*\): mend it, or remove it and log in again\n$/);
  expect(readFileSync(file, 'utf8')).toBe('{');
  expect(statSync(join(person.home, 'docket')).mode & 0o777).toBe(0o700);
});

test('an account without a home has no login, and is told so when it wants to keep one', async () => {
  const nobody = sitDown({ XDG_CONFIG_HOME: '/dev/null' });
  expect((await nobody.run(['issue', 'list'])).stdout).toContain('Crash');
  const { status, stderr } = await logIn(nobody, url, 'ada');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: \/dev\/null\/docket cannot be made \(.*\): name another place in XDG_CONFIG_HOME\n$/);
});

test('what is no Docket is called so', async () => {
  const stranger = createServer((_, response) => response.writeHead(404).end('<html>Not found</html>'));
  await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void stranger.close());
  const { port } = stranger.address() as AddressInfo;
  const { stderr } = await sitDown().run(['issue', 'list', '--server', `127.0.0.1:${port}`]);
  expect(stderr).toBe(`error: What answers at http://127.0.0.1:${port} is no Docket: check the address\n`);
});
