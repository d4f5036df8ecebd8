// Runs on sqlite: it tests what lies above the database.

import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { openWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';

const world = await openWorld(afterAll);

beforeEach(() => world.restore());

type Input = Omit<Parameters<typeof runCommand>[1], 'settings' | 'env'> & { env?: Record<string, string> };

/** As Ada, on the database of this machine. */
function docket(line: string | string[], { env, ...input }: Input = {}) {
  const argv = typeof line === 'string' ? line.split(' ') : line;
  const around = { settings: () => world.docket.settings, env: { XDG_CONFIG_HOME: '/nonexistent', ...env } };
  return runCommand([...argv, '--as', 'ada'], { ...input, ...around });
}

const issue = (id = '1') => world.users.ada.caller.issue.get({ id });

test('shows an issue as it is read, and its comments when they are asked for', async () => {
  const day = world.issue.created_at.slice(0, 10);
  const head = `Crash #1\nopen · medium priority · ada opened it on ${day} · 1 comment\nLabels: bug\nReactions: eyes 1\n\nIt crashes\n`;
  expect(await docket('issue view #1')).toEqual({ status: 0, stdout: head, stderr: '' });
  const { stdout } = await docket('issue view 1 --comments');
  expect(stdout).toBe(`${head}\nada on ${day} (${world.comment.id})\n  It does\n`);
  expect(JSON.parse((await docket('issue view 1 --json')).stdout)).toEqual(await issue());
  for (let more = 1; more <= 100; more += 1)
    await world.users.ada.caller.comment.create({ issue_id: '1', body: `Comment ${more}` });
  const whole = JSON.parse((await docket('issue view 1 --comments --json')).stdout);
  expect(whole).toMatchObject({
    number: 1,
    comment_count: 101,
    comments: expect.arrayContaining([expect.objectContaining({ body: 'It does' })]),
  });
  expect(whole.comments).toHaveLength(101);
});

test('takes a long text from a file, from standard input and from an editor', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'report.md');
  writeFileSync(file, 'It leaks\n\nall over\n');
  const create = ['issue', 'create', '--title', 'Leak'];
  expect((await docket([...create, '-F', file])).stdout).toBe('#2\n');
  expect((await issue('2')).description).toBe('It leaks\n\nall over');
  await docket([...create, '-F', '-'], { stdin: 'From a pipe\n' });
  expect((await issue('3')).description).toBe('From a pipe');

  const editor = join(folder, 'editor');
  writeFileSync(editor, 'cp "$2" "$0.saw"; printf "%s" "$1" > "$2"\n');
  const env = { PATH: '/usr/bin:/bin', EDITOR: `sh ${editor} "From an editor"` };
  const { status, stderr } = await docket([...create, '--editor'], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Filed issue #4: Leak\n' });
  expect((await issue('4')).description).toBe('From an editor');
  await docket('issue edit 3 --editor', { env });
  expect(readFileSync(`${editor}.saw`, 'utf8')).toBe('From a pipe');
  expect((await issue('3')).description).toBe('From an editor');
});

test('leaves everything as it is when the editor fails or nothing is written', async () => {
  const create = ['issue', 'create', '--title', 'Leak', '--editor'];
  const failed = await docket(create, { env: { PATH: '/usr/bin:/bin', VISUAL: 'false' } });
  expect(failed).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error: The editor "false" failed/) });
  const empty = await docket(create, { env: { PATH: '/usr/bin:/bin', EDITOR: 'true' } });
  expect(empty).toMatchObject({ status: 1, stderr: 'error: Stopped: the text is empty\n' });
  expect((await world.users.ada.caller.issue.list({})).total).toBe(2);
});

test('keeps what was written in an editor when it cannot be sent', async () => {
  const env = { PATH: '/usr/bin:/bin', EDITOR: 'echo "A long report" >' };
  const create = ['issue', 'create', '--title', 'Leak'];
  const { status, stderr } = await docket([...create, '--label', 'nope', '--editor'], { env });
  expect(status).toBe(1);
  const [, file = ''] =
    /^Your text is kept in (\S+): send it with -F and this file\nerror: --label nope: /.exec(stderr) ?? [];
  onTestFinished(() => rmSync(dirname(file), { recursive: true }));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await docket([...create, '-F', file])).stdout).toBe('#2\n');
  expect(await issue('2')).toMatchObject({ description: 'A long report' });
});

test('asks on a terminal for a title that is missing', async () => {
  const { status, stderr } = await docket('issue create --description Dripping', { keys: ['Leak\r'] });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Title: ') });
  expect(await issue('2')).toMatchObject({ title: 'Leak', description: 'Dripping' });
  const env = { PATH: '/usr/bin:/bin', EDITOR: 'echo "From an editor" >' };
  expect((await docket('issue create', { keys: ['Leak\r'], env })).status).toBe(0);
  expect(await issue('3')).toMatchObject({ title: 'Leak', description: 'From an editor' });
  const unasked = await docket('issue create --description Dripping');
  expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining("'-t, --title <text>' not specified") });
});

test('edits what is named, and adds to lists or takes away from them', async () => {
  await world.users.ada.caller.label.create({ name: 'ui' });
  await docket('issue edit 1 --status in_progress --priority high --add-label ui --add-assignee bob --add-assignee me');
  expect(await issue()).toMatchObject({ status: 'in_progress', priority: 'high' });
  expect((await issue()).labels.map(({ name }) => name)).toEqual(['bug', 'ui']);
  expect((await issue()).assignees.map(({ username }) => username).toSorted()).toEqual(['ada', 'bob']);
  await docket('issue edit 1 --remove-label BUG --remove-assignee me --add-label ui');
  expect((await issue()).labels.map(({ name }) => name)).toEqual(['ui']);
  expect((await issue()).assignees.map(({ username }) => username)).toEqual(['bob']);
  await docket('issue edit 1 --no-label --assignee ada');
  expect(await issue()).toMatchObject({ labels: [], assignees: [{ username: 'ada' }] });
  expect(await docket('issue edit 1')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('nothing to change'),
  });
});

test('takes the words of gh', async () => {
  await docket(['issue', 'create', '--title', 'Leak', '--body', 'It leaks']);
  expect(await issue('2')).toMatchObject({ description: 'It leaks' });
  await docket('issue edit 2 --status in_progress');
  await docket('issue close 1');
  const numbers = async (state: string) => {
    const { items } = JSON.parse((await docket(`issue list --project MAIN --json --state ${state}`)).stdout);
    return items.map(({ number }: { number: number }) => number);
  };
  expect([await numbers('open'), await numbers('closed'), await numbers('all')]).toEqual([[2], [1], [2, 1]]);
  expect((await docket('issue list --state merged')).stderr).toMatch(/^error: --status merged: /);
});

test('closes and reopens, with a word about why', async () => {
  const closed = await docket(['issue', 'close', '#1', '--comment', 'See #7']);
  expect(closed).toEqual({ status: 0, stdout: '', stderr: 'Closed issue #1: Crash\n' });
  expect(await issue()).toMatchObject({ status: 'closed', comment_count: 2 });
  expect((await docket('issue reopen 1')).stderr).toBe('Reopened issue #1: Crash\n');
  expect(await issue()).toMatchObject({ status: 'open' });
});

test('comments, and shows comments and what happened', async () => {
  const { status, stdout, stderr } = await docket(['issue', 'comment', '1', '--body', 'Here too']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Commented.\n' });
  const [, second] = (await world.users.ada.caller.comment.list({ issue_id: '1' })).items;
  expect(stdout).toBe(`${second?.id}\n`);
  expect((await docket('comment list 1')).stdout).toMatch(/\(.{36}\)\n {2}It does\n\nada on .*\n {2}Here too\n$/);
  const history = await docket('issue history 1');
  expect(history.stdout).toMatch(/^WHEN +WHO +WHAT +CHANGES\n/);
  expect(history.stdout).toMatch(/ada +issue\.created/);
  expect(history.stdout).toMatch(/ada +comment\.created/);
});

test('deletes only when somebody has agreed', async () => {
  expect(await docket('issue delete 1')).toMatchObject({ status: 1, stderr: expect.stringContaining('add --yes') });
  const refused = await docket('issue delete 1', { keys: ['n\r'] });
  expect(refused.stderr).toContain('Put issue 1 into the bin? [y/N] ');
  expect(await issue()).toMatchObject({ number: 1 });
  expect(await docket('issue delete 1 --yes')).toEqual({
    status: 0,
    stdout: '',
    stderr: 'Deleted issue 1. To have it back: docket issue restore 1\n',
  });
  await expect(issue()).rejects.toThrow('Issue not found');
});

test('says what is yours to do', async () => {
  await docket('issue edit 1 --add-assignee me');
  const { status, stdout, stderr } = await docket('issue status');
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^Assigned to you\n(.*\n)*Opened by you\n/),
  });
  expect(stdout.match(/(#|MAIN-)1 .* Crash$/gm)).toHaveLength(2);
});

test('walks on over pages when more is wanted than one answer holds', async () => {
  for (let number = 2; number <= 105; number++) {
    await world.users.ada.caller.issue.create({ title: `Issue ${number}`, description: 'It leaks' });
  }
  const { stdout } = await docket('issue list --limit 103 --json');
  const list = JSON.parse(stdout);
  expect(list.items.map(({ number }: { number: number }) => number)).toEqual(
    Array.from({ length: 103 }, (_, at) => 105 - at),
  );
  expect((await docket('issue list --limit 300')).stderr).toBe('106 issues\n');
});

test('cuts a table so that it fits the terminal, and nowhere else', async () => {
  const title = 'A rather long title, which 読 does not fit on a small screen at all';
  await docket(['issue', 'create', '--title', title, '--description', 'It leaks']);
  const { stdout } = await docket('issue list', { columns: 70 });
  for (const line of stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(70);
  expect(stdout).toMatch(/^MAIN-2 .*…$/m);
  expect((await docket('issue list')).stdout).toContain(title);
});

test('opens the page of an issue in the browser', async () => {
  const folder = temporaryFolder();
  const browser = join(folder, 'browser');
  writeFileSync(browser, '#!/bin/sh\n', { mode: 0o755 });
  const { status, stdout, stderr } = await docket('issue view 1 --web', { env: { BROWSER: browser } });
  const opened = `Opening ${world.docket.settings.APP_URL}/issues/1\n`;
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: opened });
  const missing = await docket('issue view 1 --web', { env: { BROWSER: join(folder, 'nowhere') } });
  expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('name a browser in BROWSER') });
});

test('finds users and labels by name', async () => {
  expect((await docket('user view me')).stdout).toMatch(/^username +ada$/m);
  expect((await docket('user view BOB@example.org')).stdout).toMatch(/^username +bob$/m);
  expect((await docket('label view BUG')).stdout).toMatch(/^name +bug$/m);
  const [tag, other] = [
    await world.users.ada.caller.label.create({ name: 'Straße' }),
    await world.users.ada.caller.label.create({ name: 'Größe' }),
  ];
  expect((await docket('label view STRASSE')).stdout).toContain(tag.id);
  expect((await docket(['label', 'view', 'Gro\u0308sse'])).stdout).toContain(other.id);
  await docket('issue edit 1 --add-label Straße');
  await docket('issue edit 1 --remove-label strasse');
  expect((await issue()).labels.map(({ name }) => name)).toEqual(['bug']);
  expect((await docket('label view nope')).stderr).toMatch(/^error: There is no label "nope"/);
  await docket('user edit me --first-name Ada --last-name Lovelace');
  expect((await docket('user view ada')).stdout).toMatch(/^full_name +Ada Lovelace$/m);
  await docket('user edit me --no-first-name');
  expect((await docket('user view ada')).stdout).not.toContain('first_name');
});

test('lets no text write to the terminal, in whatever way it is shown', async () => {
  const at = '2015-01-01T00:00:00.000Z';
  const evil = 'Clear\u001b[2J the \u009b31m\u202escreen\u0007\nand more'; // an imported text is kept whole
  const texts = { title: evil, description: evil, status: 'open' as const, author: 'eve', assignees: [], labels: [] };
  const comments = [{ author: 'eve', body: evil, created_at: at, updated_at: at }];
  const issues = [{ number: 7, ...texts, created_at: at, updated_at: at, closed_at: null, comments }];
  await world.users.root.caller.archive.import({ source: 'github:a/b', labels: [], issues });
  for (const line of ['issue view 7 --comments', 'issue list', 'comment list 7', 'issue history 7']) {
    const { status, stdout } = await docket(line);
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
  }
  expect((await docket('issue view 7')).stdout).toContain('\n\nClear the screen\nand more\n');
});

test('tells errors as JSON to a program that asks for JSON', async () => {
  const { status, stdout, stderr } = await docket('issue view 99 --json');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(JSON.parse(stderr)).toEqual({ code: 'issue_not_found', status: 404, detail: 'Issue not found' });
});

test('says who has to be named when only a user can do it', async () => {
  const around = { settings: () => world.docket.settings, env: { XDG_CONFIG_HOME: '/nonexistent' } };
  const { stderr } = await runCommand(['issue', 'create', '--title', 'Leak', '--description', 'It leaks'], around);
  expect(stderr).toBe('error: Only a user can do this\nhint: with --as USER you act as a user\n');
});
