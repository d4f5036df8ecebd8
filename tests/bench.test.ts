// Runs on sqlite: it measures servers on one file, most of which know no other engine.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENDS_WITH_US } from '@docket/kit/child';
import { expect, test } from 'vitest';
import { day, dearest } from '../bench/lists/cases.ts';
import { isLong } from './bench-size.ts';

const SCRIPT = join(import.meta.dirname, '../bench/side-by-side.ts');

/** Many servers start: compiled once, each takes half the time. */
// biome-ignore lint/style/noProcessEnv: what is on the PATH, and not a setting of Docket
const env = { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/bench') };

const STREAMS = join(import.meta.dirname, '../bench/streams.ts');
const LISTS = join(import.meta.dirname, '../bench/lists.ts');

const inLong = test.runIf(isLong); // see isLong

const floors = ['floor', 'floor, plainly', 'floor, a commit each'];
const others = ['Fastify, plainly', 'Hono', 'oRPC', 'tRPC adapter', 'trpc-to-openapi'];
const doors = ['Docket, tRPC', 'Docket, REST'];
const all = [...floors, ...others, ...doors, 'Docket, caller'];

const linesOf = {
  'get one': all,
  'list 20': all,
  'batch of 10': ['oRPC', 'tRPC adapter', 'Docket, tRPC'],
  create: all,
};

/** Those for which both sides are measured. */
const GOALS = 26;

inLong(
  'the side-by-side benchmark finds all answers equal and prints a row for each case and server, and the goals',
  async () => {
    // Logins beside gets come at the end, for the delays; beside every server they would take 6 s more.
    const quick = [
      '--no-awake',
      '--rounds',
      '1',
      '--warm-up',
      '0',
      '--seconds',
      '0.05',
      '--issues',
      '120',
      '--logins',
      '1',
    ];
    quick.push('--cases', Object.keys(linesOf).join(';'));
    const { stdout } = await promisify(execFile)(process.execPath, [...ENDS_WITH_US, SCRIPT, ...quick], { env });
    expect(stdout).toContain('All gave the same answers.');
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    const named = rows.filter(([, , median = '']) => /^\d+\/s$/.test(median)).map(([name, server]) => [name, server]);
    const measured = Object.entries(linesOf).flatMap(([name, lines]) => lines.map((line) => [name, line]));
    const delayed = ['floor', ...doors.flatMap((door) => [door, `${door}, with logins`])];
    expect(named).toEqual([...measured, ...delayed.map((line) => ['get one at 80 %', line])]);
    // Memory is measured on Linux only.
    const goals = rows.filter(([goal = '', met = '']) => /^(?:yes|NO)$/.test(met) && !goal.startsWith('memory'));
    // A round that is so short may see no answer of a door on a busy machine: then there are no delays to hold it to.
    const without = rows.filter((row) => row.includes('NaN ms'));
    expect(goals.length + without.length, stdout).toBe(GOALS);
  },
);

inLong('the benchmark of streams prints a row for each door', async () => {
  const quick = ['--streams', '20', '--watching', '10', '--seconds', '1', '--settle', '0'];
  const { stdout } = await promisify(execFile)(process.execPath, [...ENDS_WITH_US, STREAMS, ...quick], { env });
  const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(rows.filter(([, streams]) => streams === '20').map(([door]) => door)).toEqual(['rest', 'trpc', 'websocket']);
});

test('the benchmark of lists prints a row for each call, at each size, and what others notice of the dearest', async () => {
  const sizes = isLong ? ['3000', '3500'] : ['3000'];
  const quick = ['--brief', '--engines', 'sqlite', '--issues', sizes.join(), '--rounds', '1', '--seconds', '0.2'];
  const { stdout } = await promisify(execFile)(process.execPath, [...ENDS_WITH_US, LISTS, ...quick], { env });
  const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
  const costs = rows.filter(
    (row) => row.filter((cell) => /^\d+\.\d\d \(\d+\.\d\d\)$/.test(cell)).length === sizes.length,
  );
  expect(costs.map(([call]) => call)).toEqual([...day, ...dearest].map(({ name }) => name));
  const noticed = rows.filter(([, , issues = '']) => sizes.includes(issues));
  expect(noticed.map((row) => row.at(-1))).toEqual(Array.from({ length: 8 * sizes.length }, () => '0'));
});
