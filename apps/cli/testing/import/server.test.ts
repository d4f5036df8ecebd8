import { runCommand } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { writeCsv } from './files.ts';

const world = await serveWorld(afterAll);
const url = await world.server.listen();

beforeEach(() => world.restore());

function run(argv: string[], { access_token }: { access_token: string }) {
  const env = { XDG_CONFIG_HOME: temporaryFolder(), DOCKET_SERVER: url, DOCKET_TOKEN: access_token };
  return runCommand(argv, { settings: () => world.docket.settings, env });
}

test('imports into a server in parts that it takes, and names what is too large for one request', async () => {
  const { root } = world.users;
  const long = 'a long text '.repeat(20_000);
  const rows = Array.from({ length: 12 }, (_, at) => `NEW-${at + 1},Issue ${at + 1},ada,31/Jan/26,${long}`);
  const huge = `"NEW-99","Too large","ada","31/Jan/26","${'x\n'.repeat(450_000)}"`;
  const file = writeCsv(['Issue key,Summary,Reporter,Created,Description', ...rows, huge]);
  const { status, stdout, stderr } = await run(['import', 'csv', file, '--project', 'NEW', '--json'], root);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 1, created: 12, renumbered: 0 });
  expect(stderr).toContain('tasks.csv:14: issue NEW-99 is broken: it is too large to be sent to a server');
  const { title, description } = await root.caller.issue.get({ id: 'NEW-12' });
  expect([title, description === long]).toEqual(['Issue 12', true]);
});

test('imports as an admin only', async () => {
  const file = writeCsv(['Issue key,Summary,Reporter,Created', 'WEB-1,One,ada,31/Jan/26']);
  const { status, stderr } = await run(['import', 'csv', file], world.users.bob);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'Importing tasks.csv …\nerror: Not enough permissions\n',
  });
});
