// Runs on none: it opens no database.

import { once } from 'node:events';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { spawnNode } from './child.ts';
import { temporaryFolder } from './database.ts';

/** Starts a process that starts a cluster of two, each of which keeps a connection to this port for as long as it runs. */
function startFamily(port: number) {
  const file = join(temporaryFolder(), 'cluster.mjs');
  const cluster = `
    import cluster from 'node:cluster';
    import { connect } from 'node:net';
    connect(${port}, '127.0.0.1').resume();
    if (cluster.isPrimary) cluster.fork();`;
  writeFileSync(file, cluster);
  const child = JSON.stringify(new URL('./child.ts', import.meta.url).href);
  const program = `
    const { spawnNode } = await import(${child});
    spawnNode([${JSON.stringify(file)}]);
    setInterval(() => undefined, 1000);`;
  return spawnNode(['--input-type=module', '--eval', program]);
}

test('what a process starts ends with it when it is killed, and so do the workers of that', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const parent = startFamily((server.address() as AddressInfo).port);
  const [[primary], [worker]] = [await once(server, 'connection'), await once(server, 'connection')];
  const closed = [primary, worker].map((socket: Socket) => once(socket.on('error', () => undefined).resume(), 'close'));
  parent.kill('SIGKILL');
  await expect(Promise.allSettled(closed)).resolves.toHaveLength(2);
});

/** These start programs other than Node, or wait for the end of what they start. A shell starts the server of the Procfile. */
const STARTERS = [
  'tests/deploy/caddy.ts',
  'tests/deploy/nginx.test.ts',
  'tests/deploy/procfile.test.ts',
  'tests/faults/log.test.ts',
  'tests/kit/child.ts',
  'tests/kit/database.ts',
  'tests/kit/postgres.ts',
];

test('C88: whatever else a test starts and leaves running ends with it: it is started by spawnNode', () => {
  const root = join(import.meta.dirname, '../..');
  const files = globSync(['tests/**/*.ts', '{apps,packages,examples}/*/testing/**/*.ts'], {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  });
  const starting = /import \{[^}]*\b(?:spawn|fork)\b[^}]*\} from 'node:child_process'/;
  const found = files.filter((file) => starting.test(readFileSync(join(root, file), 'utf8')));
  expect(found.toSorted()).toEqual(STARTERS);
});
