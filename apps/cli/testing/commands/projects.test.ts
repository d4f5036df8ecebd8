// Runs on sqlite: it tests what lies above the database.

import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_PROJECT_ID } from '@docket/db';
import { runCommand } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { openWorld } from '@docket/kit/world';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nameOfIssue } from '../../src/issue-names.ts';

const world = await openWorld(afterAll);
const folder = temporaryFolder(afterAll);

beforeAll(async () => {
  const { caller } = world.users.ada;
  await caller.project.create({ key: 'SEC', name: 'Security', visibility: 'private' });
  await caller.issue.create({ project: 'WEB', title: 'Broken link', description: 'It leads nowhere' });
  await world.keep();
});

beforeEach(() => world.restore());

type Around = { env?: Record<string, string>; at?: string; stdin?: string; keys?: string[] };

/** As Ada, on the database of this machine. */
function docket(line: string | string[], { env, at, ...input }: Around = {}) {
  const argv = typeof line === 'string' ? line.split(' ') : line;
  return runCommand([...argv, '--as', 'ada'], {
    ...input,
    settings: () => world.docket.settings,
    env: { XDG_CONFIG_HOME: '/nonexistent', ...env },
    folder: at ?? folder,
  });
}

/** A folder with another one in it, of which the outer one says this. */
function foldersSaying(text: string): { outer: string; inner: string } {
  const outer = temporaryFolder();
  const inner = join(outer, 'deep', 'inside');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(outer, '.docket'), text);
  return { outer, inner };
}

const create = ['issue', 'create', '--title', 'Leak', '--description', 'It leaks'];
const numbersIn = (stdout: string) => stdout.match(/^(#\d+|[A-Z]+-\d+)/gm);

test('shows numbers where one project is listed in which they are found, and else keys', async () => {
  expect(numbersIn((await docket('issue list')).stdout)).toEqual(['WEB-1', 'TEAM-1', 'MAIN-1']);
  expect(numbersIn((await docket('issue list --project MAIN')).stdout)).toEqual(['#1']);
  expect(numbersIn((await docket('issue list -R web')).stdout)).toEqual(['WEB-1']);
  expect(numbersIn((await docket('issue list -R web main')).stdout)).toEqual(['WEB-1', 'MAIN-1']);
  const inWeb = await docket('issue list', { env: { DOCKET_PROJECT: 'web' } });
  expect(numbersIn(inWeb.stdout)).toEqual(['#1']);
  expect(inWeb.stderr).toBe('In WEB: 1 of 1 issue (page 1 of 1)\n');
});

test.each([
  ['1', undefined, '#1: Crash'],
  ['#1', undefined, '#1: Crash'],
  ['web-1', undefined, 'WEB-1: Broken link'],
  ['#WEB-1', undefined, 'WEB-1: Broken link'],
  ['1', 'WEB', '#1: Broken link'],
  ['#1', 'web', '#1: Broken link'],
  ['main-1', 'WEB', 'MAIN-1: Crash'],
])('edits the issue %s with the default %s', async (word, key, shown) => {
  const env: Record<string, string> = key ? { DOCKET_PROJECT: key } : {};
  const edited = await docket(`issue edit ${word} --priority high`, { env });
  expect(edited).toEqual({ status: 0, stdout: '', stderr: `Changed issue ${shown}\n` });
  expect((await docket(`issue close ${word}`, { env })).stderr).toBe(`Closed issue ${shown}\n`);
});

test('takes the option before the environment, and that before the file', async () => {
  const { inner: at } = foldersSaying('# of this folder\nproject=web\n');
  expect(await docket(create, { at })).toMatchObject({ status: 0, stdout: '#2\n', stderr: 'Filed issue #2: Leak\n' });
  expect((await world.users.ada.caller.issue.get({ id: 'WEB-2' })).title).toBe('Leak');
  const env = { DOCKET_PROJECT: 'SEC' };
  await docket(create, { at, env });
  expect((await docket([...create, '-R', 'main'], { at, env })).stdout).toBe('MAIN-2\n');
  expect(numbersIn((await docket('issue list', { at, env })).stdout)).toEqual(['#1']);
  expect(numbersIn((await docket('issue list --all-projects', { at, env })).stdout)).toEqual([
    'MAIN-2',
    'SEC-1',
    'WEB-2',
    'WEB-1',
    'TEAM-1',
    'MAIN-1',
  ]);
  const whole = await docket('issue list --input - --json', { at, env, stdin: '{"status": ["open"]}' });
  expect(JSON.parse(whole.stdout).total).toBe(6);
});

test('makes a label for the default project, or for all', async () => {
  const env = { DOCKET_PROJECT: 'SEC' };
  const project = async (name: string, ...words: string[]) => {
    const { stdout } = await docket(['label', 'create', name, '--json', ...words], { env });
    return JSON.parse(stdout).project;
  };
  expect(await project('hole')).toMatchObject({ key: 'SEC' });
  expect(await project('docs', '--all-projects')).toBe(null);
});

test('says how a number was read that finds nothing', async () => {
  const { outer, inner: at } = foldersSaying('project=WEB\n');
  const { status, stderr } = await docket('issue view 7', { at });
  expect(status).toBe(1);
  expect(stderr).toBe(`7 is WEB-7 here, as ${join(outer, '.docket')} says\nerror: Issue not found\n`);
  const asJson = await docket('issue view 7 --json', { at });
  expect(JSON.parse(asJson.stderr)).toMatchObject({ code: 'issue_not_found' });
  const ofMain = await docket('event list --issue MAIN-1 --json', { at });
  const keys = JSON.parse(ofMain.stdout).items.map(({ subject }: { subject: { key: string } }) => subject.key);
  expect(new Set(keys)).toEqual(new Set(['MAIN-1']));
  const list = await docket('event list --issue 1 --json', { at });
  const { id } = await world.users.ada.caller.issue.get({ id: 'WEB-1' });
  expect(JSON.parse(list.stdout).items).toEqual([
    expect.objectContaining({ subject: expect.objectContaining({ id }) }),
  ]);
});

test('writes the default of a folder, says which one there is, and takes it away', async () => {
  const at = temporaryFolder();
  const file = join(at, '.docket');
  expect((await docket('project use', { at })).stderr).toMatch(/^None: /);
  expect(await docket('project use web', { at })).toMatchObject({ status: 0, stdout: `WEB, as ${file} says\n` });
  expect(readFileSync(file, 'utf8')).toBe('project=WEB\n');
  expect(JSON.parse((await docket('project use --json', { at })).stdout)).toEqual({ key: 'WEB', source: file });
  expect((await docket('project use NOPE', { at })).stderr).toBe('error: Project not found\n');
  const env = { DOCKET_PROJECT: 'sec' };
  expect((await docket('project use', { at, env })).stdout).toBe('SEC, as DOCKET_PROJECT says\n');
  expect((await docket('project use --none', { at })).stderr).toBe(`Removed ${file}.\n`);
  expect(await docket('project use --none', { at })).toMatchObject({ status: 1 });
});

test.each(['', 'project=\n', 'project=WEB\nserver=x\n', 'WEB\n', 'project=a-b\n'])(
  'changes nothing where the file holds %j, and says what to do',
  async (text) => {
    const { outer, inner: at } = foldersSaying(text);
    const { status, stderr } = await docket('issue edit WEB-1 --priority high', { at });
    expect(status).toBe(1);
    expect(stderr).toContain(`error: ${join(outer, '.docket')}: `);
    expect((await world.users.ada.caller.issue.get({ id: 'WEB-1' })).priority).toBe('medium');
    expect((await docket('user list', { at })).status).toBe(0);
  },
);

// Only root can give a file away.
test.runIf(process.getuid?.() === 0)('does not read a file that somebody else has put there', async () => {
  const { outer, inner: at } = foldersSaying('project=WEB\n');
  chownSync(join(outer, '.docket'), 12345, 12345);
  expect((await docket('project use', { at })).stderr).toMatch(/^None: /);
});

test('knows the main project by its id, whatever its key is', async () => {
  expect((await world.users.ada.caller.issue.get({ id: '1' })).project.id).toBe(MAIN_PROJECT_ID);
  await world.users.root.caller.project.update({ project: 'MAIN', key: 'DOC' });
  const issue = await world.users.ada.caller.issue.get({ id: '1' });
  expect([issue.key, nameOfIssue(issue, undefined)]).toEqual(['DOC-1', '#1']);
  expect(nameOfIssue(issue, { key: 'DOC', source: 'DOCKET_PROJECT' })).toBe('#1');
  expect(nameOfIssue(issue, { key: 'WEB', source: 'DOCKET_PROJECT' })).toBe('DOC-1');
});

test.each([
  ['project remove-member WEB ada', 'Take ada out of the project WEB?'],
  ['label delete bug', 'Delete the label bug, and take it off every issue?'],
  ['user delete ada', 'Delete the account ada, with all that is personal in it?'],
])('%s asks by the name that was typed', async (line, question) => {
  expect((await docket(line, { keys: ['n\r'] })).stderr).toContain(`${question} [y/N] `);
});

test('says of a list of nothing that there is no such project', async () => {
  const missing = { status: 1, stdout: '', stderr: 'error: There is no project "NOPE"\n' };
  for (const line of ['issue list', 'event list', 'label list', 'milestone list']) {
    expect(await docket(`${line} --project NOPE`), line).toEqual(missing);
  }
  expect(await docket('issue list', { env: { DOCKET_PROJECT: 'NOPE' } })).toEqual(missing);
  expect((await docket('issue list --json --project NOPE')).status).toBe(1);
  expect((await docket('issue list --project SEC')).stderr).toBe('No issue matches.\n');
  expect((await docket('issue list --project WEB NOPE')).stderr).toBe('1 of 1 issue (page 1 of 1)\n');
});

test('looks after projects and their members', async () => {
  const said = async (line: string) => {
    const { status, stdout, stderr } = await docket(line);
    return [status, stdout + stderr];
  };
  expect(await said('project create ops Operations')).toEqual([0, 'Made the project OPS.\n']);
  expect(await said('project add-member OPS bob --role viewer')).toEqual([0, 'Added bob as viewer.\n']);
  expect(await said('project edit-member ops bob --role manager')).toEqual([0, 'bob is manager now.\n']);
  const { stdout } = await docket('project members OPS');
  expect(stdout).toMatch(/^USER +ROLE +SINCE\nada +manager +\d{4}-\d\d-\d\d\nbob +manager +\d{4}-\d\d-\d\d\n$/);
  expect(await said('project remove-member OPS bob --yes')).toEqual([0, 'Took the user out of the project.\n']);
  expect(await said('project edit OPS --archived')).toEqual([0, 'Changed the project OPS.\n']);
  expect((await docket('project list --archived')).stdout).toMatch(
    /^OPS +Operations +internal, archived +manager +0 +0$/m,
  );
  expect(await said('project edit OPS --no-archived --name Ops')).toEqual([0, 'Changed the project OPS.\n']);
  expect(await said('project delete OPS --yes')).toEqual([0, 'Deleted the project.\n']);
  expect(await said('project view OPS')).toEqual([1, 'error: Project not found\n']);
});
