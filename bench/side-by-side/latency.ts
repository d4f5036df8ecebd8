import { whileAwake } from '../awake.ts';
import { measureDelays } from '../open-loop.ts';
import { formatTable, median, percentile } from '../output.ts';
import { callOf } from './cases.ts';
import type { Contender, Plan } from './measure.ts';
import { withLogins } from './storm.ts';
import type { Medians } from './table.ts';

/**
 * Milliseconds. A virtual machine stands still for 50 ms and more every few seconds, and V8 collects all garbage now and
 * then: `p50` and `p99` are those of a median second, mostly one without; `p99OfAll` and `max` are over all seconds.
 */
type Delays = { p50: number; p99: number; p99OfAll: number; max: number };

export type Latencies = { line: string; hasLogins: boolean; perSecond: number; delays: Delays }[];

/** The part of the highest measured rate that is sent. */
const SHARE = 0.8;

const CONNECTIONS = 64;

const ROUND_SECONDS = 1;

/**
 * How long calls for one issue wait at 80 % of what a server answers at most: the floor and Docket alone, in turns, and
 * Docket with logins beside them.
 */
export async function measureLatencies(contenders: Contender[], medians: Medians, plan: Plan): Promise<Latencies> {
  const seconds = Math.min(plan.seconds, ROUND_SECONDS);
  const rounds = Math.round((plan.rounds * plan.seconds) / seconds);
  const lines = contenders.flatMap((contender) => lineOf(contender, medians, { ...plan, seconds }));
  const alone = await inTurns(rounds, lines);
  const latencies: Latencies = [];
  for (const [index, line] of lines.entries()) {
    const { contender, perSecond } = line;
    const add = (hasLogins: boolean, measured: number[][] = []) =>
      latencies.push({ line: contender.name, hasLogins, perSecond, delays: summarize(measured) });
    add(false, alone[index]);
    if (!contender.protocol.login) continue;
    const [beside] = await withLogins(contender, plan.logins, () => inTurns(rounds, [line]));
    add(true, beside);
  }
  return latencies;
}

type Line = { contender: Contender; perSecond: number; measure(): Promise<number[]> };

/** None for a line whose highest rate is not known, or which is neither the floor nor a door of Docket over HTTP. */
function lineOf(contender: Contender, medians: Medians, { seconds, issues, awake }: Plan): Line[] {
  const { name, protocol } = contender;
  const highest = medians.get('get one')?.get(name);
  const call = callOf('get one', protocol, issues);
  const isWanted = name === 'floor' || (name.startsWith('Docket') && !protocol.isInProcess);
  if (!isWanted || highest === undefined || !call) return [];
  const perSecond = highest * SHARE;
  const loop = { perSecond, seconds, connections: CONNECTIONS };
  const measure = async () => (await whileAwake(() => measureDelays(contender, call, loop), awake)).result;
  return [{ contender, perSecond, measure }];
}

/** What each line measured, round by round, after one that is not counted: until both sides are compiled. */
async function inTurns(rounds: number, lines: Line[]): Promise<number[][][]> {
  const measured: number[][][] = lines.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { measure }] of lines.entries()) {
      const delays = await measure();
      if (round > 0) measured[index]?.push(delays);
    }
  }
  return measured;
}

function summarize(rounds: number[][]): Delays {
  const medianOf = (percent: number) => median(rounds.map((delays) => percentile(delays, percent)));
  const all = rounds.flat();
  return { p50: medianOf(50), p99: medianOf(99), p99OfAll: percentile(all, 99), max: percentile(all, 100) };
}

export function latencyTable(latencies: Latencies): string {
  const rows = latencies.map(({ line, hasLogins, perSecond, delays }) => {
    const times = [delays.p50, delays.p99, delays.p99OfAll, delays.max].map((ms) => `${ms.toFixed(1)} ms`);
    return ['get one at 80 %', line + (hasLogins ? ', with logins' : ''), `${perSecond.toFixed(0)}/s`, ...times];
  });
  return formatTable([['case', 'server', 'rate', 'p50', 'p99', 'p99 of all', 'max'], ...rows]);
}
