import { whileAwake } from '../awake.ts';
import { type Delays, measureDelays } from '../open-loop.ts';
import { formatTable, median } from '../output.ts';
import { callOf } from './cases.ts';
import type { Contender, Plan } from './measure.ts';
import { withLogins } from './storm.ts';
import type { Medians } from './table.ts';

export type Latencies = { line: string; hasLogins: boolean; perSecond: number; delays: Delays }[];

/** The part of the highest measured rate that is sent. */
const SHARE = 0.8;

const CONNECTIONS = 64;

/**
 * Seconds of a round. They are short and many, because this is a median of p99s: a virtual machine that stands still
 * for 50 ms, as happens every few seconds, spoils a round and not the figure. The floor shows what such a machine does.
 */
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
    const add = (hasLogins: boolean, measured: Delays[] = []) =>
      latencies.push({ line: contender.name, hasLogins, perSecond, delays: mediansOver(measured) });
    add(false, alone[index]);
    if (!contender.protocol.login) continue;
    const [beside] = await withLogins(contender, plan.logins, () => inTurns(rounds, [line]));
    add(true, beside);
  }
  return latencies;
}

type Line = { contender: Contender; perSecond: number; measure(): Promise<Delays> };

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
async function inTurns(rounds: number, lines: Line[]): Promise<Delays[][]> {
  const measured: Delays[][] = lines.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { measure }] of lines.entries()) {
      const delays = await measure();
      if (round > 0) measured[index]?.push(delays);
    }
  }
  return measured;
}

function mediansOver(measured: Delays[]): Delays {
  const of = (figure: keyof Delays) => median(measured.map((delays) => delays[figure]));
  return { p50: of('p50'), p99: of('p99'), max: of('max'), calls: of('calls') };
}

export function latencyTable(latencies: Latencies): string {
  const rows = latencies.map(({ line, hasLogins, perSecond, delays }) => {
    const times = [delays.p50, delays.p99, delays.max].map((ms) => `${ms.toFixed(1)} ms`);
    return ['get one at 80 %', line + (hasLogins ? ', with logins' : ''), `${perSecond.toFixed(0)}/s`, ...times];
  });
  return formatTable([['case', 'server', 'rate', 'p50', 'p99', 'max'], ...rows]);
}
