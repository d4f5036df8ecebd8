// Runs on postgresql: it restores between both engines at once.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DIRECTIONS, rowsIn } from '@docket/kit/both-engines';
import { spawnNode } from '@docket/kit/child';
import { createTestCli } from '@docket/kit/cli';
import { createTestDatabase, runSql, temporaryFolder } from '@docket/kit/database';
import { openTestDocket } from '@docket/kit/docket';
import { fillWithEverything } from '@docket/kit/everything';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/start.js');

/** A database with rows of every kind, and a folder for its backup. */
async function filled(engine: 'sqlite' | 'postgresql') {
  const url = await createTestDatabase({ engine });
  const settings = { DATABASE_URL: url, FILES_URL: `file:${temporaryFolder()}/files` };
  const docket = await openTestDocket(settings);
  await fillWithEverything(docket);
  await docket.close();
  const folder = temporaryFolder();
  return { url, settings, folder, file: join(folder, 'docket.backup') };
}

test.each(DIRECTIONS)('keeps everything of every table from $from to $to', async ({ from, to }) => {
  const { url, settings, file, folder } = await filled(from);
  const { run } = await createTestCli(settings);
  const made = await run(['backup', file]);
  expect({ status: made.status, error: made.stderr.match(/error.*|warning.*/) }).toEqual({ status: 0, error: null });
  expect(made.stdout).toMatch(/^TABLE +ROWS\n/);
  expect(made.stdout).toMatch(
    /\nWrote \d+ rows and 2 attached files .* to \S+ in [\d.]+ s, and read it back: it is whole\.\n/,
  );
  expect(made.stderr).toMatch(/^Writing a backup of \S+ …\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['docket.backup']);

  const target = await createTestDatabase({ engine: to, isEmpty: true });
  const restored = await run(['restore', file, '--to', target, '--json']);
  expect(restored.status).toBe(0);
  expect(JSON.parse(restored.stdout)).toMatchObject({ engine: from, migrated: [] });
  expect(await rowsIn(target)).toEqual(await rowsIn(url));
});

test('makes the database when there is none, and leaves none when that fails', async () => {
  const { file } = await filled('sqlite');
  const folder = temporaryFolder();
  const url = `sqlite:${join(folder, 'data/docket.db')}`;
  const { run } = await createTestCli({ DATABASE_URL: url });
  expect((await run(['restore', file])).stderr).toBe(`error: There is no file ${file}: check the path\n`);
  const { run: backup, url: source } = await createTestCli();
  expect((await backup(['backup', file, '--from', source])).status).toBe(0);

  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length - 1));
  const refused = await run(['restore', file]);
  expect([refused.status, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toMatch(/^error: \S+docket.backup is damaged or was cut off \(.+\): use another backup$/m);
  expect(readdirSync(folder)).toEqual([]);

  writeFileSync(file, bytes);
  const { status, stdout } = await run(['restore', file]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/\nRestored \d+ rows of 2\S+Z to sqlite:\S+ in [\d.]+ s: counts and hashes are equal\.\n/);
  expect(statSync(join(folder, 'data/docket.db')).mode & 0o777).toBe(0o600);
});

test('replaces no file unless it is told to, and then only by one that is whole', async () => {
  const { run } = await createTestCli();
  const folder = temporaryFolder();
  const file = join(folder, 'docket.backup');
  writeFileSync(file, 'precious');
  expect(await run(['backup', file])).toMatchObject({
    status: 1,
    stdout: '',
    stderr: `error: ${file} is there already: name another file, or add --force to replace it\n`,
  });
  const failing = await run(['backup', '--force', file, '--from', `sqlite:${folder}/none.db`]);
  expect(failing.stderr).toContain('There is no database');
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['precious', ['docket.backup']]);
  expect((await run(['backup', '--force', file])).status).toBe(0);
  expect((await run(['restore', '--check', file])).status).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('leaves nothing behind when it is ended by %s', async (signal, status) => {
  const url = await createTestDatabase({ engine: 'sqlite' });
  await runSql(
    url,
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
      insert into label (id, name, name_key, unique_key, color, created_at, updated_at)
      select 'label-' || i, 'Label ' || i, 'label ' || i, 'label ' || i, '#ffffff', t, t from n, (select '2026-01-31T09:30:00.000Z' as t)`,
  );
  const folder = temporaryFolder();
  const child = spawnNode([MAIN, 'backup', join(folder, 'docket.backup'), '--from', url]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  let wasThere: string[] = [];
  for await (const text of child.stderr) {
    if (!/^Writing a backup/.test(String(text))) continue;
    wasThere = readdirSync(folder);
    child.kill(signal);
    break;
  }
  expect(wasThere).toEqual([`docket.backup.${child.pid}.part`]);
  expect(await exit).toEqual([status, null]);
  expect(readdirSync(folder)).toEqual([]);
});

test('replaces neither the database itself nor what is no file', async () => {
  const url = await createTestDatabase({ engine: 'sqlite' });
  const { run } = await createTestCli({ DATABASE_URL: url });
  const before = await rowsIn(url);
  const file = url.replace('sqlite:', '');
  const link = join(temporaryFolder(), 'link');
  symlinkSync(dirname(file), link);
  for (const name of [file, join(link, 'docket.db')]) {
    const { status, stderr } = await run(['backup', '--force', name]);
    expect([status, stderr]).toEqual([1, `error: ${name} belongs to the database itself: name another file\n`]);
  }
  for (const name of ['/dev/null', dirname(file)]) {
    const { status, stderr } = await run(['backup', '--force', name]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${name} is no file that could be replaced`)]);
  }
  expect(await rowsIn(url)).toEqual(before);
});

test('follows a link to the file that is to be replaced, and refuses one that leads nowhere', async () => {
  const { settings, file, folder } = await filled('sqlite');
  const { run } = await createTestCli(settings);
  const [link, lost, loop] = [join(folder, 'latest'), join(folder, 'lost'), join(folder, 'loop')];
  symlinkSync(file, link);
  for (const name of [lost, loop]) symlinkSync(name === loop ? loop : join(folder, 'none'), name);
  for (const name of [link, lost, loop]) {
    const { status, stderr } = await run(['backup', '--force', name]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${name} is a link that leads nowhere`)]);
  }
  writeFileSync(file, 'the one before');
  expect((await run(['backup', link])).stderr).toContain('is there already');
  expect((await run(['backup', '--force', link])).status).toBe(0);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect((await run(['restore', '--check', file])).status).toBe(0);
});

test('names the file and the remedy when it cannot be written', async () => {
  const { run } = await createTestCli();
  const missing = await run(['backup', join(temporaryFolder(), 'none/docket.backup')]);
  expect(missing).toMatchObject({ status: 1, stdout: '' });
  expect(missing.stderr).toMatch(/^error: \S+docket.backup cannot be written \(ENOENT.*\): make its folder first\n$/);
});

test('proves a backup without a database', async () => {
  const { settings, file } = await filled('sqlite');
  const { run } = await createTestCli(settings);
  await run(['backup', file]);
  const elsewhere = await createTestCli({ DATABASE_URL: 'sqlite:/dev/null/none.db' });
  const { status, stdout } = await elsewhere.run(['restore', '--check', file]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/\S+docket.backup is whole and can be restored: \d+ rows .* of sqlite, at \S+ \(\w+\)\.\n$/);
  const answer = await elsewhere.run(['restore', '--check', file, '--json']);
  expect(JSON.parse(answer.stdout)).toMatchObject({ engine: 'sqlite', tables: expect.any(Array) });
});

/** Runs commands with a shell, in which `docket` is ours. */
function runShell(commands: string, env: Record<string, string>) {
  const docket = `docket() { ${process.execPath} ${MAIN} "$@"; }`;
  const options = { env: { SECRET_KEY: 'a key that only tests sign with', ...env }, encoding: 'utf8' } as const;
  return spawnSync('bash', ['-c', `set -o pipefail; ${docket}; ${commands}`], options);
}

test('goes through a pipe, in and out', async () => {
  const { url, settings } = await filled('sqlite');
  const target = await createTestDatabase({ engine: 'postgresql', isEmpty: true });
  const pipe = 'docket backup - | docket restore - --to "$TO"';
  const { status, stderr } = runShell(pipe, { ...settings, TO: target });
  expect(stderr).toMatch(/Wrote \d+ rows and .* from sqlite:\S+ in [\d.]+ s\.\n/);
  expect(status).toBe(0);
  expect(await rowsIn(target)).toEqual(await rowsIn(url));
});

test('restores from a pipe that has a name, which can be read only once', async () => {
  const { url, settings, file } = await filled('sqlite');
  const { run } = await createTestCli(settings);
  expect((await run(['backup', file])).status).toBe(0);
  const target = await createTestDatabase({ isEmpty: true });
  const { status, stderr } = runShell('docket restore <(cat "$FILE") --to "$TO"', { FILE: file, TO: target });
  expect({ status, error: stderr.match(/error.*/) }).toEqual({ status: 0, error: null });
  expect(await rowsIn(target)).toEqual(await rowsIn(url));
});

test('ends with an error, and changes nothing, when the pipe is cut', async () => {
  const { settings } = await filled('sqlite');
  const folder = temporaryFolder();
  const cut = runShell('docket backup - | head -c 2000 | docket restore - --to "$TO"', {
    ...settings,
    TO: `sqlite:${join(folder, 'docket.db')}`,
  });
  expect(cut.status).toBe(1);
  expect(cut.stderr).toMatch(/^error: What comes from standard input is damaged or was cut off/m);
  expect(readdirSync(folder)).toEqual([]);
});

test('says that standard output has no room', async () => {
  const { settings } = await filled('sqlite');
  const { status, stderr } = runShell('docket backup - > /dev/full', settings);
  expect(status).toBe(1);
  expect(stderr.match(/error.*/g)).toEqual([
    expect.stringMatching(/^error: Standard output cannot be written \(.*ENOSPC.*\): make room, or .* another disk$/),
  ]);
});

test('does not fill a terminal with a backup', async () => {
  const { run } = await createTestCli();
  const stderr = 'error: A terminal cannot show a backup: name a file, or pipe it into another program\n';
  expect(await run(['backup', '-'], { keys: [] })).toMatchObject({ status: 1, stderr });
});

test('warns of what it leaves out, and of what PostgreSQL would refuse', async () => {
  const cli = await createTestCli({ DATABASE_URL: await createTestDatabase({ engine: 'sqlite' }) });
  const docket = await cli.open();
  const { user } = await openWith(docket);
  const file = join(temporaryFolder(), 'docket.backup');
  const { status, stderr } = await cli.run(['backup', file]);
  expect(status).toBe(0);
  expect(stderr).toContain(`warning: notes is not Docket's, so it is not in the backup: keep it by other means\n`);
  expect(stderr).toContain(
    `warning: table user, id ${user.id}, column website: holds a NUL character, which PostgreSQL refuses: edit it, or mend it with SQL. It is in the backup\n`,
  );
  const target = await createTestDatabase({ engine: 'postgresql', isEmpty: true });
  const refused = await cli.run(['restore', file, '--to', target]);
  expect(refused.stderr).toContain(`A row of the table user cannot be written (id ${user.id}, column website: holds`);
  const moved = await cli.run(['move', '--to', target]);
  expect(moved.stderr).toContain('The target lacks the table notes (body): no step of ours makes it');
});

async function openWith({ caller, database }: Awaited<ReturnType<Awaited<ReturnType<typeof createTestCli>>['open']>>) {
  const user = await caller({ system: 'test' }).user.create({ email: 'ada@example.org', password: 'long enough' });
  await database.write(async (db) => {
    await db.updateTable('user').set({ website: 'https://example.org/\0' }).where('id', '=', user.id).execute();
    await db.schema.createTable('notes').addColumn('body', 'text').execute();
  });
  return { user };
}
