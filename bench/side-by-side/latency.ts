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

/** How long calls for one issue wait at 80 % of what Docket answers at most, alone and with logins beside them. */
export async function measureLatencies(
  contenders: Contender[],
  medians: Medians,
  { rounds, seconds, issues, logins, awake }: Plan,
): Promise<Latencies> {
  const latencies: Latencies = [];
  for (const contender of contenders) {
    const highest = medians.get('get one')?.get(contender.name);
    const call = callOf('get one', contender.protocol, issues);
    if (!contender.name.startsWith('Docket') || contender.protocol.isInProcess || highest === undefined || !call)
      continue;
    const perSecond = highest * SHARE;
    const loop = { perSecond, seconds, connections: CONNECTIONS };
    const measure = async () => (await whileAwake(() => measureDelays(contender, call, loop), awake)).result;
    await measure(); // until the code of both sides is compiled, as before the rounds
    const alone = await medianOf(rounds, measure);
    const besides = await medianOf(rounds, () => withLogins(contender, logins, measure));
    for (const [hasLogins, delays] of [[false, alone] as const, [true, besides] as const]) {
      latencies.push({ line: contender.name, hasLogins, perSecond, delays });
    }
  }
  return latencies;
}

async function medianOf(rounds: number, measure: () => Promise<Delays>): Promise<Delays> {
  const measured: Delays[] = [];
  for (let round = 1; round <= rounds; round += 1) measured.push(await measure());
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
