import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@docket/kit/child';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, statusAtExit } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

/** Node tells what it does with its compile cache, and V8 when it collects garbage. */
const env = { PORT: '0', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
const args = ['--trace-gc', join(import.meta.dirname, '../src/start.js')];

/** All that a server writes that starts, says that it listens, and is told to stop. */
async function startAndStop(settings: Record<string, string> = {}): Promise<{ stdout: string; stderr: string }> {
  const server = spawnNode(args, { cwd: temporaryFolder(), env: { ...env, ...settings } });
  const [stdout, stderr] = [text(server.stdout), text(server.stderr)];
  await addressOf(server);
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
  return { stdout: await stdout, stderr: await stderr };
}

// What both are worth is measured by bench/side-by-side.ts.
test('gives back what only starting needed before it listens, and compiles nothing that it has compiled before', async () => {
  await startAndStop(); // keeps what it has compiled
  const { stdout, stderr } = await startAndStop();
  const collected = stdout.search(/Mark-Compact \(reduce\).*testing; GC in old space requested/);
  expect(collected).toBeGreaterThan(-1);
  expect(stdout.indexOf('Server listening at')).toBeGreaterThan(collected);
  expect(stderr).toMatch(/retrieving transpile cache for StrippedTypeScript \S+\/serve\.ts\.\.\.success/);
  expect(stderr).not.toContain('saving transpilation cache');
});

test('loads what metrics and traces need only where they are asked for', async () => {
  const packages = ['prom-client', '@opentelemetry/api', '@opentelemetry/sdk-trace'];
  const loaded = async (settings: Record<string, string>) => {
    const { stderr } = await startAndStop(settings);
    return packages.filter((name) => stderr.includes(`/node_modules/${name}/`));
  };
  expect(await loaded({})).toEqual([]);
  const asked = { METRICS_TOKEN: 'prometheus-asks-with-this', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  expect(await loaded(asked)).toEqual(packages);
});
