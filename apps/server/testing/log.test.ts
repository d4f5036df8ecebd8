// Runs on none: it opens no database.

// What becomes of lines when a process ends shows only in a process of its own.

import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Child, spawnNode } from '@docket/kit/child';
import { expect, onTestFinished, test } from 'vitest';

/** Runs `script` with `log`, the stream that a server in production writes to, and `written`, what went to the system, the first at `firstWrite`. */
function run(script: string): Child {
  const code = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const written = [];
    const { writeSync } = fs;
    const { promise: firstWrite, resolve } = Promise.withResolvers();
    fs.writeSync = (...args) => (written.push(String(args[1])), resolve(), writeSync(...args));
    syncBuiltinESMExports();
    const { loggerOptions } = await import(${JSON.stringify(new URL('../src/log.ts', import.meta.url).href)});
    const log = loggerOptions({ ENVIRONMENT: 'production' }).stream;
    const lines = (from, to) => { for (let at = from; at < to; at++) log.write('line ' + at + '\\n'); };
    const say = (...words) => void writeSync(2, words.join(' ') + '\\n');
    ${script}`;
  const child = spawnNode(['--input-type=module', '-e', code]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('');

test('writes lines together and in order, and no more at once than a pipe takes whole', async () => {
  const child = run(`
    lines(0, 3);
    say(written.length);
    const running = setInterval(() => undefined, 1000);
    await firstWrite;
    clearInterval(running);
    say(JSON.stringify(written));
    lines(3, 2000);
    log.write('x'.repeat(10_000) + '\\n');
    process.once('exit', () => {
      const longest = Math.max(...written.slice(0, -1).map((text) => text.length));
      say(longest > 4000 && longest <= 4096, written.every((text) => text.endsWith('\\n')));
    });`);
  const [lines, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(said.split('\n')).toEqual(['0', JSON.stringify([numbered(3)]), 'true true', '']);
  expect(lines).toBe(`${numbered(2000)}${'x'.repeat(10_000)}\n`);
});

test.each([
  ['exits', 'process.exit(0)', 0],
  ['crashes', "throw new Error('nobody catches this')", 1],
])('has written every line when the process %s, though the reader is slow', async (_, end, status) => {
  const child = run(`
    say('begins');
    lines(0, 40_000); // more than a pipe takes
    ${end};`);
  const ended = once(child, 'exit');
  await once(child.stderr, 'data'); // nobody has read the pipe yet
  const lines = await text(child.stdout);
  expect(await ended).toEqual([status, null]);
  expect(new Set(lines.split('\n'))).toEqual(new Set(numbered(40_000).split('\n')));
});

test('goes on when the reader has left', async () => {
  const child = run(`
    process.once('SIGUSR2', () => log.write('nobody reads this\\n'));
    const running = setInterval(() => undefined, 1000);
    process.once('SIGTERM', () => clearInterval(running));
    say('begins');`);
  const ended = once(child, 'exit');
  await once(child.stderr, 'data');
  child.stdout.destroy();
  await once(child.stdout, 'close');
  child.kill('SIGUSR2');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
