import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Child, spawnNode } from './child.ts';

/** A process that starts a PostgreSQL and then does this. */
function withPostgres(then: string): Child {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)});
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
