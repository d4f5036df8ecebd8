// Runs on sqlite: it tests what lies above the database.

import { PassThrough, Readable } from 'node:stream';
import { runCommand } from '@docket/kit/cli';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../src/program.ts';

const world = await serveWorld(afterAll);
const url = await world.server.listen();

beforeEach(() => world.restore());

const settings = () => world.docket.settings;
const XDG_CONFIG_HOME = '/nonexistent';

/** As Ada, on a server and on the database of the machine. */
const targets = {
  'a server': (argv: string[], stdin = '') =>
    runCommand([...argv, '--server', url], {
      stdin,
      settings,
      env: { XDG_CONFIG_HOME, DOCKET_TOKEN: world.users.ada.access_token },
    }),
  'the database of this machine': (argv: string[], stdin = '') =>
    runCommand([...argv, '--as', 'ada'], { stdin, settings, env: { XDG_CONFIG_HOME } }),
};

describe.each(Object.entries(targets))('docket api on %s', (_name, run) => {
  test('prints what the API answers, with a query as it stands or made of fields', async () => {
    const plain = await run(['api', 'GET', '/issues?size=1&status=open']);
    expect(plain).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(plain.stdout)).toMatchObject({ items: [{ key: 'TEAM-1', title: 'Release' }], total: 2 });
    expect((await run(['api', 'get', 'issues', '-f', 'size=1', '-f', 'status=open'])).stdout).toBe(plain.stdout);
    expect((await run(['api', '/api/v1/issues?size=1&status=open'])).stdout).toBe(plain.stdout);
  });

  test('sends fields and JSON, and typed fields as what they are', async () => {
    const made = await run(['api', '/issues', '-f', 'title=12345', '-f', 'description=It leaks']);
    expect(JSON.parse(made.stdout)).toMatchObject({ number: 2, title: '12345' });
    const changed = await run(['api', 'PATCH', '/issues/2', '--input', '-'], '{"status": "closed"}');
    expect(JSON.parse(changed.stdout)).toMatchObject({ number: 2, status: 'closed' });
    const gone = await run(['api', 'DELETE', '/issues/2', '--include']);
    expect(gone.stdout).toMatch(/^HTTP 204\n/);
    const typed = await run(['api', 'POST', '/issues', '-F', 'title=12345', '-f', 'description=It leaks']);
    expect(typed.status).toBe(1);
    expect(JSON.parse(typed.stdout)).toMatchObject({ status: 422, errors: [{ path: 'title', code: 'invalid_type' }] });
  });

  test('fails with the answer that says why', async () => {
    const { status, stdout, stderr } = await run(['api', '/issues/99']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 404, code: 'issue_not_found' });
    expect(stderr).toBe('error: Issue not found (HTTP 404)\n');
  });
});

test('prints a stream as it comes', async () => {
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: false, columns: undefined });
  const env = { XDG_CONFIG_HOME, DOCKET_TOKEN: world.users.ada.access_token };
  const around = { stdin: Readable.from(['']), stderr: stdout, settings, env };
  const ended = runCli(['api', '/events/stream?type=label.*', '--server', url], { ...around, stdout });
  let printed = '';
  for await (const piece of stdout) {
    const isOpen = printed === '';
    printed += piece;
    if (isOpen) await world.users.root.caller.label.create({ name: 'as it comes' });
    if (printed.includes('"name":"as it comes"')) break;
  }
  await world.users.ada.caller.auth.logoutAll();
  expect(await ended).toBe(0);
});

test('prints a stream that ends, on the database of this machine', async () => {
  const { position } = (await world.users.ada.caller.event.list({ size: 1 })).items[0] ?? expect.fail();
  await world.users.ada.caller.label.create({ name: 'in the log' });
  const run = targets['the database of this machine'];
  const { stdout, status } = await run(['api', `/events/stream?follow=false&cursor=${position}`]);
  expect([status, stdout]).toEqual([
    0,
    expect.stringMatching(/^: open\nid: .*\n\nid: .*\ndata: .*"name":"in the log"/),
  ]);
});

test('says what is no field and no JSON', async () => {
  const run = targets['a server'];
  expect((await run(['api', '/issues', '-f', 'title'])).status).toBe(2);
  expect((await run(['api', 'POST', '/issues', '--input', '-'], '{')).stderr).toBe('error: --input: it is no JSON\n');
});
