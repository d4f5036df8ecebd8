// Runs on postgresql: it moves between both engines at once.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTIONS, rowsIn } from '@docket/kit/both-engines';
import { spawnNode } from '@docket/kit/child';
import { createTestCli } from '@docket/kit/cli';
import { createTestDatabase, runSql, temporaryFolder } from '@docket/kit/database';
import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { fillWithEverything } from '@docket/kit/everything';
import { expect, onTestFinished, test, vi } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/start.js');
const REAL = join(import.meta.dirname, '../../../../../shared/data/tls13-spec-archive.json');

/** Addresses of two databases, the first migrated and the second without tables. */
async function twoDatabases({ from, to }: (typeof DIRECTIONS)[number]): Promise<[source: string, target: string]> {
  return [await createTestDatabase({ engine: from }), await createTestDatabase({ engine: to, isEmpty: true })];
}

/** What readers see, whoever they are. */
async function answersOf(docket: TestDocket, credentials: { access_token: string }) {
  const ada = docket.caller(credentials);
  const issues = await ada.issue.list({ size: 100 });
  const details = issues.items.map(async ({ id }) => [
    await ada.issue.get({ id }),
    await ada.issue.events({ id, size: 100 }),
    await ada.comment.list({ issue_id: id }),
  ]);
  return {
    issues,
    details: await Promise.all(details),
    labelled: await ada.issue.list({ label: ['ß 👾'] }),
    labels: await ada.label.list({}),
    users: await ada.user.list({}),
    sessions: await ada.session.list({}),
    tokens: await ada.token.list({}),
    me: await ada.user.me(),
  };
}

test.each(DIRECTIONS)('keeps everything of every table from $from to $to, and all that is answered', async (way) => {
  const [source, target] = await twoDatabases(way);
  const before = await openTestDocket({ DATABASE_URL: source });
  const { ada, apiToken } = await fillWithEverything(before);
  const { run } = await createTestCli();
  const { status, stderr } = await run(['move', '--from', source, '--to', target]);
  expect({ status, error: stderr.match(/error.*/) }).toEqual({ status: 0, error: null });

  const rows = await rowsIn(source);
  expect(Object.keys(rows).filter((table) => rows[table]?.length === 0)).toEqual([]);
  expect(await rowsIn(target)).toEqual(rows);

  const after = await openTestDocket({ DATABASE_URL: target });
  const { access_token, refresh_token } = ada;
  expect(await answersOf(after, { access_token })).toEqual(await answersOf(before, { access_token }));
  const next = { title: 'The next one', description: 'after the move' };
  const script = after.caller({ access_token: apiToken });
  expect((await script.issue.create(next)).number).toBe(
    (await before.caller({ user: 'ada' }).issue.create(next)).number,
  );
  expect(await after.caller('anonymous').auth.refresh({ refresh_token })).toHaveProperty('access_token');
});

test('does not touch the file that it moves from', async () => {
  const [source, target] = await twoDatabases({ from: 'sqlite', to: 'postgresql' });
  const docket = await openTestDocket({ DATABASE_URL: source });
  await fillWithEverything(docket);
  await docket.close();
  const file = source.replace('sqlite:', '');
  const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  const before = hash();
  const { run } = await createTestCli();
  expect((await run(['move', '--from', source, '--to', target])).status).toBe(0);
  expect(hash()).toBe(before);
});

test('moves from where DATABASE_URL points, and says what it moved', async () => {
  const [source, target] = await twoDatabases({ from: 'sqlite', to: 'postgresql' });
  const { run } = await createTestCli({ DATABASE_URL: source });
  const { status, stdout, stderr } = await run(['move', '--to', target]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^Moving sqlite:\S+ to postgresql:\S+ …\n$/),
  });
  expect(stdout).toMatch(/^TABLE +ROWS\napi_token +0\n/);
  expect(stdout).toMatch(
    /\nMoved \d+ rows from sqlite:\S+ to postgresql:\/\/\S+ in [\d.]+ s: counts and hashes are equal\.\n/,
  );
  expect(stdout).toMatch(
    /\nSet DATABASE_URL to the new address, keep SECRET_KEY, and start the servers\. If one still ran, what it wrote since\n/,
  );
});

test('prints the summary as JSON, and a bar on a terminal', async () => {
  const [source, target] = await twoDatabases({ from: 'sqlite', to: 'postgresql' });
  const { run } = await createTestCli();
  const { stdout, stderr } = await run(['move', '--from', source, '--to', target, '--json'], { keys: [] });
  const summary = JSON.parse(stdout);
  expect(summary).toMatchObject({ from: source, to: expect.stringMatching(/^postgresql:\/\/[^@]+$/) });
  expect(summary.tables).toContainEqual({ table: 'counter', rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(stderr).toMatch(/=+ 1 of 1 rows of counter/);
});

test('never shows the password of an address', async () => {
  const [source, target] = await twoDatabases({ from: 'sqlite', to: 'postgresql' });
  const away = 'postgresql://docket:ge/h@eim@127.0.0.1:1/docket';
  const { run } = await createTestCli({ DEBUG: 'true' });
  const runs = [
    ['--from', source, '--to', away.replace('/h@', 'h')],
    ['--from', away.replace('/h@', 'h'), '--to', target],
    ['--from', source, '--to', `${away}?x=1`],
    ['--from', source, '--to', 'postgresql://127.0.0.1:1/docket?user=docket&password=geheim'],
    ['--from', source, '--to', target, `--two=${away}`],
    ['--from', source, '--to', target, '--two=postgresql://127.0.0.1:1/docket?user=docket&password=geheim'],
    ['--from', `sqlite:${away}`, '--to', target],
    ['--from', source, '--to', target, away],
    ['--from', source, `--to${away}`],
  ];
  for (const options of runs) {
    const { status, stdout, stderr } = await run(['move', ...options]);
    expect(status).toBeGreaterThan(0);
    expect(`${stdout}${stderr}`).not.toMatch(/geh?|eim/);
    expect(stderr).toMatch(/^error: /);
  }
  const { stdout, stderr } = await run(['move', '--from', source, '--to', target]);
  const { username, password } = new URL(target);
  expect(`${stdout}${stderr}`).not.toContain(`${username}:${password}`);
});

test('names the option and the remedy when it cannot move, and makes no file', async () => {
  const [source, empty] = await twoDatabases({ from: 'sqlite', to: 'sqlite' });
  const missing = `sqlite:${join(temporaryFolder(), 'docket.db')}`;
  const { run } = await createTestCli();
  const errors = [
    [missing, source, /^error: There is no database \S+ yet: check the path in --from\n$/],
    [empty, missing, /^error: There is no database \S+ yet: check the path in --from\n$/],
    ['mysql://h/d', source, /^error: --from must begin with "sqlite:" or "postgresql:"/],
    [source, 'mysql://h/d', /^error: --to must begin with "sqlite:" or "postgresql:"/],
    [source, source, /^error: Source and target are the same database: name another target\n$/],
    [source, 'sqlite::memory:', /^error: sqlite::memory: is gone when the command ends: name a file\n$/],
    [
      'sqlite::memory:',
      source,
      /^error: --from: The database lacks \d+ migration\(s\) .*: run "\.\/docket migrate up"\n$/,
    ],
  ] as const;
  for (const [from, to, message] of errors) {
    const { status, stdout, stderr } = await run(['move', '--from', from, '--to', to]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
  }
  expect(existsSync(missing.replace('sqlite:', ''))).toBe(false);
  expect((await run(['move', '--from', source])).status).toBe(2);
});

/** Runs the real command, and kills it while it writes. */
async function killMidway(from: string, to: string): Promise<void> {
  const child = spawnNode([MAIN, 'move', '--from', from, '--to', to]);
  const exit = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const text of child.stderr) {
    if (/^Moving /.test(String(text))) child.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
}

test.each(DIRECTIONS)('leaves nothing in $to when it is killed, and works when it is run again', async (way) => {
  const { run } = await createTestCli();
  const many = await createTestDatabase({ engine: 'sqlite' });
  await runSql(
    many,
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
      insert into label (id, name, name_key, unique_key, color, created_at, updated_at)
      select 'label-' || i, 'Label ' || i, 'label ' || i, 'label ' || i, '#ffffff', t, t from n, (select '2026-01-31T09:30:00.000Z' as t)`,
  );
  const [other, target] = await twoDatabases(way);
  const source = way.from === 'sqlite' ? many : other;
  if (source !== many) expect((await run(['move', '--from', many, '--to', source])).status).toBe(0);

  await killMidway(source, target);
  await vi.waitFor(async () => expect(await rowsIn(target)).toEqual({}), 60_000);
  expect((await run(['move', '--from', source, '--to', target])).status).toBe(0);
  expect((await rowsIn(target))['label']).toHaveLength(60_000);
});

test.runIf(existsSync(REAL))('a real archive is the same after a move to PostgreSQL and back', async () => {
  const [there, back] = await twoDatabases({ from: 'postgresql', to: 'sqlite' });
  const here = await createTestDatabase({ engine: 'sqlite' });
  const { run } = await createTestCli({ DATABASE_URL: here });
  expect((await run(['import', 'github-archive', REAL])).status).toBe(0);
  const seconds: number[] = [];
  for (const [from, to] of [
    [here, there],
    [there, back],
  ] as const) {
    const { status, stdout } = await run(['move', '--from', from, '--to', to, '--json']);
    expect(status).toBe(0);
    seconds.push(JSON.parse(stdout).seconds);
  }
  process.stdout.write(`The real archive moved to PostgreSQL in ${seconds[0]} s, and back in ${seconds[1]} s\n`);
  const rows = await rowsIn(here);
  expect(rows['issue']).toHaveLength(446);
  expect(await rowsIn(there)).toEqual(rows);
  expect(await rowsIn(back)).toEqual(rows);
});
