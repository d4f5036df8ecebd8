import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

test('leaves the status of a process that has started a PostgreSQL as it is: 1, when tests have failed', async () => {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(new URL('./testing-postgres.ts', import.meta.url).href)});
    const { stop } = await startPostgres();
    await stop();
    process.exitCode = 1;
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([1, null]);
});
