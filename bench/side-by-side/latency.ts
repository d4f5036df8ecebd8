import { type Delays, measureDelays } from '../open-loop.ts';
import { formatTable } from '../output.ts';
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
  { seconds, issues, logins }: Plan,
): Promise<Latencies> {
  const latencies: Latencies = [];
  for (const contender of contenders) {
    const highest = medians.get('get one')?.get(contender.name);
    const call = callOf('get one', contender.protocol, issues);
    if (!contender.name.startsWith('Docket') || contender.protocol.isInProcess || highest === undefined || !call)
      continue;
    const perSecond = highest * SHARE;
    const measure = () => measureDelays(contender, call, { perSecond, seconds, connections: CONNECTIONS });
    await measure(); // until the code of both sides is compiled, as before the rounds
    const alone = await measure();
    const besides = await withLogins(contender, logins, measure);
    for (const [hasLogins, delays] of [[false, alone] as const, [true, besides] as const]) {
      latencies.push({ line: contender.name, hasLogins, perSecond, delays });
    }
  }
  return latencies;
}

export function latencyTable(latencies: Latencies): string {
  const rows = latencies.map(({ line, hasLogins, perSecond, delays }) => {
    const times = [delays.p50, delays.p99, delays.max].map((ms) => `${ms.toFixed(1)} ms`);
    return ['get one at 80 %', line + (hasLogins ? ', with logins' : ''), `${perSecond.toFixed(0)}/s`, ...times];
  });
  return formatTable([['case', 'server', 'rate', 'p50', 'p99', 'max'], ...rows]);
}
