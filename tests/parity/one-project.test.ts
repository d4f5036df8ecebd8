// Runs on sqlite: it tests what lies above the database.

// With one project, nobody meets the idea: no command says the word, and no answer has more of it than `project` and `key`.

import { join, resolve } from 'node:path';
import { runCommand } from '@docket/kit/cli';
import { commandLineWithFiles } from '@docket/kit/command-line';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildProgram } from '../../apps/cli/src/program.ts';
import { verbs } from '../../apps/cli/src/verbs/index.ts';
import { type Case, casesOf, inputOf, rows } from '../cases/index.ts';
import { kindOf, throughRest } from './doors.ts';

const world = await serveWorld(afterAll);

beforeAll(async () => {
  const { milestone, project } = world.users.root.caller;
  await milestone.delete({ id: world.milestone.id });
  const { related, binned } = world;
  const inTeam = [related.id, binned.id];
  await world.docket.database.write(async (db) => {
    for (const table of ['issue_relation', 'notification', 'watch', 'comment'] as const) {
      const issue_id = 'issue_id' as const;
      await db
        .deleteFrom(table)
        .where(issue_id, 'in', table === 'issue_relation' ? [world.issue.id, ...inTeam] : inTeam)
        .execute();
    }
    await db.deleteFrom('event').where('subject_id', 'in', inTeam).execute();
    await db.deleteFrom('issue').where('id', 'in', inTeam).execute();
  });
  for (const { key } of (await project.list({})).items) if (key !== 'MAIN') await project.delete({ project: key });
  const { title, due_on } = world.milestone;
  Object.assign(world, { milestone: await milestone.create({ title, due_on }) });
  const { issue, relation } = world.users.ada.caller;
  const other = await issue.create({ title: related.title, description: related.description });
  await relation.create({ id: world.issue.id, type: 'relates', issue: other.id });
  Object.assign(world, { related: other });
  await world.docket.database.write((db) => db.deleteFrom('event').where('type', 'like', 'project.%').execute());
  await world.keep();
});

beforeEach(() => world.restore());

const ARCHIVE = join(import.meta.dirname, '../../apps/cli/testing/commands/fixture.archive.json');

const EXPORT = join(import.meta.dirname, '../../apps/cli/testing/import/empty.ndjson');

/** What people type of the commands that no procedure has. */
const OTHERS: Record<string, string[]> = {
  'issue close': ['1', '--comment', 'Mended'],
  'issue reopen': ['1'],
  'issue status': [],
  'issue comment': ['1', '--body', 'Here too'],
  'user promote': ['bob'],
  'user password': ['bob', '--password-stdin'],
  'import csv': [join(import.meta.dirname, '../../apps/cli/testing/import/jira.csv')],
  'import github-archive': [ARCHIVE],
  'import ndjson': [EXPORT],
  whoami: [],
};

/** They neither show issues nor make calls about them, or need what is not here: a terminal, another database. */
const ABOUT_SERVERS = [
  'login',
  'logout',
  'api',
  'completion',
  'start',
  'backup',
  'restore',
  'move',
  'openapi',
  'files copy',
  'doctor',
  'search rebuild',
  'webhook listen',
];

const IDEA = /project|\bMAIN\b/i;

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Those that need no project. What an input may be is listed where it is something else, as in the document; and a
 * download holds all that there is, as copies do.
 */
const cases = Object.entries(rows)
  .filter(([procedure]) => !/^(project|sync)\./.test(procedure) && kindOf(procedure) !== 'download')
  .flatMap(([procedure, row]) => casesOf(row).map((one): [string, Case] => [procedure, one]))
  .filter(([, { code }]) => code !== 'validation_failed')
  .filter(([, one]) => !/"projects?"|"WEB"/.test(JSON.stringify(inputOf(one, world) ?? null)));

test.each(cases)(
  'neither the verb of %s nor its answer has more than two fields of it: $code',
  async (procedure, one) => {
    const { argv, stdin = '' } = await commandLineWithFiles(procedure, inputOf(one, world));
    const token = one.as === 'anonymous' ? {} : { DOCKET_TOKEN: world.users[one.as].access_token };
    const said = await docket(argv, { stdin, env: token });
    expect(said).not.toMatch(IDEA);
    await world.restore();
    const outcome = await throughRest(world, { procedure, as: one.as, input: inputOf(one, world) });
    expect(JSON.stringify(outcome, withoutFields)).not.toMatch(IDEA);
  },
);

test.each(Object.entries(OTHERS))('docket %s says nothing of it', async (command, words) => {
  const env = { DOCKET_TOKEN: world.users.root.access_token };
  expect(await docket([...command.split(' '), ...words], { stdin: 'analytical engine\n', env })).not.toMatch(IDEA);
});

test('every command is one of those', async () => {
  const program = await buildProgram({} as Parameters<typeof buildProgram>[0]);
  const known = [...Object.values(verbs).map(({ command }) => command), ...Object.keys(OTHERS)];
  const unknown = wordsOf(program).filter(
    (words) => !known.includes(words) && !ABOUT_SERVERS.includes(words) && !/^(project|migrate) /.test(words),
  );
  expect(unknown).toEqual([]);
});

type Around = { stdin: string; env: Record<string, string> };

async function docket(argv: string[], { stdin, env }: Around): Promise<string> {
  const { status, stdout, stderr } = await runCommand([...argv, '--server', await world.server.listen()], {
    stdin,
    env: { ...env, XDG_CONFIG_HOME: '/nonexistent' },
    settings: () => world.docket.settings,
    fetch: world.server.fetch,
  });
  expect(status, stderr).not.toBe(2);
  return (stdout + stderr).replaceAll(ROOT, ''); // a folder of any name
}

function withoutFields(name: string, value: unknown): unknown {
  const isOfAll = name === 'projects' && value === null; // what an API token says that is good for all
  const isKey = /^(from|to)$/.test(name) && /^MAIN-\d+$/.test(String(value)); // of another issue, in the history
  return isOfAll || isKey || name === 'project' || name === 'key' ? undefined : value;
}

type Command = Pick<Awaited<ReturnType<typeof buildProgram>>, 'commands' | 'name'>;

function wordsOf(command: Command, above: string[] = []): string[] {
  if (command.commands.length === 0) return [above.join(' ')];
  return command.commands.flatMap((one) => wordsOf(one, [...above, one.name()]));
}
