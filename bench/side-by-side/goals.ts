import { formatTable } from '../output.ts';
import { BATCH, type Case } from './cases.ts';
import type { Latencies } from './latency.ts';
import type { Start } from './start.ts';
import { type Medians, ratio } from './table.ts';

export type Outcome = { medians: Medians; latencies: Latencies; start: Start | undefined };

type Goal = { name: string; reached: number; wanted: number; isAtMost?: boolean };

const DOORS = ['Docket, tRPC', 'Docket, REST'];

/**
 * What issue 4 asks for, and whether this run shows it; its floor is the plain one, and the same is asked against ours.
 * What was not measured is left out.
 */
export function goalsOf(outcome: Outcome): string {
  const reached = [...ratios(outcome.medians), ...limits(outcome)].filter((goal) => !Number.isNaN(goal.reached));
  const rows = reached.map(({ name, reached: is, wanted, isAtMost }) => {
    const isMet = isAtMost ? is <= wanted : is >= wanted;
    return [name, isMet ? 'yes' : 'NO', `${isAtMost ? '≤' : '≥'} ${wanted}`, ratio(is)];
  });
  return formatTable([['goal', 'met', 'wanted', 'reached'], ...rows]);
}

function ratios(medians: Medians): Goal[] {
  const rate = (name: Case, line: string) => medians.get(name)?.get(line) ?? Number.NaN;
  const against = (name: Case, other: string, wanted: number) => (door: string) => ({
    name: `${name}: ${door} to ${other}`,
    reached: times(rate(name, door), rate(name, other)),
    wanted,
  });
  const both = (name: Case, other: string, wanted: number) => DOORS.map(against(name, other, wanted));
  return [
    against('get one', 'tRPC adapter', 8)('Docket, tRPC'),
    against('get one', 'trpc-to-openapi', 8)('Docket, REST'),
    ...both('get one', 'Fastify, plainly', 3.5),
    ...both('get one', 'floor, plainly', 0.4),
    ...both('get one', 'floor', 0.4),
    ...both('list 20', 'tRPC adapter', 2),
    ...both('list 20', 'floor, plainly', 0.7),
    ...both('list 20', 'floor', 0.7),
    ...both('create', 'floor, a commit each', 3),
    ...both('create', 'floor, plainly', 0.6),
    ...both('create', 'floor', 0.6),
    {
      name: `batch of ${BATCH}: single gets that one costs (Docket, tRPC)`,
      reached: times(rate('get one', 'Docket, tRPC'), rate('batch of 10', 'Docket, tRPC')),
      wanted: 4,
      isAtMost: true,
    },
  ];
}

/** How many times the other rate. A short round on a busy machine may see no answer at all, which is measured too. */
function times(rate: number, other: number): number {
  return rate / Math.max(other, 1);
}

function limits({ latencies, start }: Outcome): Goal[] {
  const ours = latencies.filter(({ line }) => DOORS.includes(line));
  const p99s = ours.map(({ line, hasLogins, delays }) => ({
    name: `p99 of a median second at 80 % of the highest load${hasLogins ? ', with logins' : ''}, ms: ${line}`,
    reached: delays.p99,
    wanted: hasLogins ? 100 : 20,
    isAtMost: true,
  }));
  if (!start) return p99s;
  return [
    ...p99s,
    { name: 'start until the first answer, ms', reached: start.ms, wanted: 1000, isAtMost: true },
    { name: 'memory of the idle process, MB', reached: start.megabytes, wanted: 120, isAtMost: true },
  ];
}
