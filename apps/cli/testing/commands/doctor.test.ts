import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli, examine } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { checkNode } from '../../src/checkup.ts';

test('finds nothing wrong with a Docket that is set up', async () => {
  const cli = await createTestCli();
  await cli.run(['user', 'create', 'ada@example.org', '--admin', '--password-stdin'], { stdin: 'long enough' });
  const { status, stdout, stderr } = await cli.run(['doctor']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^ok {2}node {8}\d+/),
    'ok  settings    valid, for test',
    'ok  secret key  set by SECRET_KEY',
    'ok  database    can be opened, and is sound',
    'ok  migrations  all applied',
    'ok  admin       there is one',
    'ok  outbox      0 messages waiting',
    'ok  rows        all can be backed up, restored and moved',
    'ok  search      finds all issues',
  ]);
});

test('warns when there is no admin, and names the command that makes one', async () => {
  const cli = await createTestCli();
  const { status, findings } = await examine(cli);
  expect(status).toBe(0);
  expect(findings['admin']).toMatchObject({ level: 'warning', message: expect.stringContaining('user create') });
});

test('warns of messages that were given up', async () => {
  const cli = await createTestCli();
  const docket = await cli.open();
  const at = '2026-01-31T09:30:00.000Z';
  const row = { kind: 'mail.welcome', payload: '{}', created_at: at, due_at: at };
  await docket.database.write((db) =>
    db
      .insertInto('outbox')
      .values([
        { id: '1', ...row },
        { id: '2', ...row, failed_at: at, last_error: 'EENVELOPE 550' },
      ])
      .execute(),
  );
  const { status, findings } = await examine(cli);
  expect(status).toBe(0);
  expect(findings['admin']).toMatchObject({ level: 'warning' });
  const message = '1 message waiting, 1 given up, the last try ended with EENVELOPE 550: check SMTP_URL';
  expect(findings['outbox']).toMatchObject({ level: 'warning', message });
});

test('warns of mail that goes nowhere in production', async () => {
  const SECRET_KEY = 'f3b1c7d90a5e482bb6f1de0c937a64d8';
  const { findings } = await examine(await createTestCli({ ENVIRONMENT: 'production', SECRET_KEY }));
  expect(findings['outbox']).toMatchObject({ level: 'warning', message: expect.stringContaining('set SMTP_URL') });
});

test('reports a data folder that is none', async () => {
  const cli = await createTestCli({ SECRET_KEY: '', DATA_DIR: import.meta.filename });
  const { status, findings } = await examine(cli);
  expect(status).toBe(1);
  expect(findings['secret key']).toMatchObject({ level: 'problem', message: expect.stringMatching(/^DATA_DIR: /) });
});

test('reports pending migrations and applies none', async () => {
  const cli = await createTestCli();
  await cli.run(['migrate', 'down', '--yes']);
  const { status, findings, stderr } = await examine(cli);
  expect(status).toBe(1);
  expect(findings['migrations']).toMatchObject({ level: 'problem', message: expect.stringContaining('migrate up') });
  expect(stderr).toBe('error: 1 problem found\n');
  expect((await examine(cli)).findings['migrations']?.level).toBe('problem');
});

test('does not make a database, a folder or a key that is not there', async () => {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const cli = await createTestCli({ DATA_DIR, DATABASE_URL: `sqlite:${DATA_DIR}/docket.db`, SECRET_KEY: '' });
  const { status, findings } = await examine(cli);
  expect(status).toBe(0);
  expect(findings['database']).toMatchObject({ level: 'warning', message: expect.stringContaining('./docket start') });
  expect(existsSync(DATA_DIR)).toBe(false);
});

test('makes no key when only the database is there', async () => {
  const DATA_DIR = temporaryFolder();
  const { findings } = await examine(await createTestCli({ DATA_DIR, SECRET_KEY: '' }));
  expect(findings['database']?.level).toBe('ok');
  expect(existsSync(join(DATA_DIR, 'secret_key'))).toBe(false);
});

test('reports a key file that others can read, without its content', async () => {
  const DATA_DIR = temporaryFolder();
  const file = join(DATA_DIR, 'secret_key');
  writeFileSync(file, 'the key itself', { mode: 0o600 });
  const cli = await createTestCli({ DATA_DIR, SECRET_KEY: '' });
  expect((await examine(cli)).findings['secret key']?.level).toBe('ok');

  chmodSync(file, 0o640);
  const { status, stdout } = await cli.run(['doctor']);
  expect(status).toBe(1);
  expect(stdout).toContain(`run chmod 600 ${file}`);
  expect(stdout).not.toContain('the key itself');
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('reports each wrong setting', async () => {
  const cli = await createTestCli({ PORT: 'x', BCRYPT_COST: '99' });
  const { status, stdout } = await cli.run(['doctor']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^problem {2}settings {2}PORT: must be a whole number$/m);
  expect(stdout).toMatch(/^problem {2}settings {2}BCRYPT_COST: must be at most 16$/m);
});

test('does not repeat the password of a database address', async () => {
  const cli = await createTestCli({ DATABASE_URL: 'postgres://docket:hunter2@db.example.org/docket' });
  const { status, stdout } = await cli.run(['doctor']);
  expect(status).toBe(1);
  expect(stdout).not.toContain('hunter2');
});

test('warns of a Node that is too old', () => {
  expect(checkNode('24.1.0')).toMatchObject({ level: 'warning', message: expect.stringContaining('./docket') });
  expect(checkNode('26.0.0').level).toBe('ok');
});
