// Runs on sqlite: it tests what lies above the database.

import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@docket/kit/child';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, statusAtExit } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

/** Node tells what it does with its compile cache, V8 when it collects garbage, and the process what of Node it has loaded. */
const env = { PORT: '0', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
const TELL = 'process.once("exit", () => process.stderr.write(process.moduleLoadList.join("\\n")))';
const args = ['--trace-gc', '--import', `data:text/javascript,${TELL}`, join(import.meta.dirname, '../src/start.js')];

type Told = { stdout: string; stderr: string };

/** All that a server writes that starts, says that it listens, has said some more, and is told to stop. */
async function startAndStop(settings: Record<string, string> = {}, more = /(?:)/): Promise<Told> {
  const server = spawnNode(args, { cwd: temporaryFolder(), env: { ...env, ...settings } });
  const stderr = text(server.stderr);
  let stdout = '';
  server.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  await addressOf(server);
  server.stdout.resume();
  while (!more.test(stdout)) await once(server.stdout, 'data');
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
  return { stdout, stderr: await stderr };
}

const GIVEN_BACK = /Mark-Compact \(reduce\).*testing; GC in old space requested/;

// What both are worth is measured by bench/side-by-side.ts.
test('compiles nothing that it has compiled before, and gives back what only starting needed once it is idle', async () => {
  await startAndStop(); // keeps what it has compiled
  const { stdout, stderr } = await startAndStop({}, GIVEN_BACK);
  expect(stdout.search(GIVEN_BACK)).toBeGreaterThan(stdout.indexOf('Server listening at'));
  expect(stderr).toMatch(/retrieving transpile cache for StrippedTypeScript \S+\/serve\.ts\.\.\.success/);
  expect(stderr).not.toContain('saving transpilation cache');
});

test('loads what few servers need only where they are asked for it', async () => {
  const rare = [
    '/node_modules/prom-client/',
    '/node_modules/@opentelemetry/api/',
    '/node_modules/@opentelemetry/sdk-trace/',
    '/node_modules/pg/',
    '/node_modules/ajv/',
    '/node_modules/@trpc/server/dist/adapters/',
    'NativeModule internal/deps/undici/undici',
  ];
  const loaded = async (settings: Record<string, string>) => {
    const { stderr } = await startAndStop(settings);
    return rare.filter((name) => stderr.includes(name));
  };
  expect(await loaded({})).toEqual([]);
  const asked = { METRICS_TOKEN: 'prometheus-asks-with-this', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  expect(await loaded(asked)).toEqual(expect.arrayContaining(rare.slice(0, 3)));
});
