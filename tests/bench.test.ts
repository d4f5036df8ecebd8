import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENDS_WITH_US } from '@docket/kit/child';
import { expect, test } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../bench/side-by-side.ts');

/** Ten servers start for it: compiled once, each takes half the time. */
// biome-ignore lint/style/noProcessEnv: what is on the PATH, and not a setting of Docket
const env = { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/bench') };

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

test('the side-by-side benchmark finds all answers equal and prints a row for each case and server, and the goals', async () => {
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
  expect(goals).toHaveLength(26);
});
