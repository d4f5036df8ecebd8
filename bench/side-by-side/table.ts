import { formatTable, median } from '../output.ts';
import type { Case } from './cases.ts';
import type { Contender, Measured } from './measure.ts';

/** What came out, by case and line: the medians of requests per second. */
export type Medians = Map<Case, Map<string, number>>;

export type Results = Map<Case, Map<Contender, Measured[]>>;

export function mediansOf(results: Results): Medians {
  return new Map(
    [...results].map(([name, measured]) => [
      name,
      new Map([...measured].map(([{ name: line }, rates]) => [line, median(rates.map((rate) => rate.perSecond))])),
    ]),
  );
}

const HEAD = ['case', 'server', 'median', 'lowest', 'highest', 'p99', 'to floor', 'server', 'load'];

/** A row for each case and server. The last two columns are shares of a core. */
export function tableOf(results: Results): string {
  const medians = mediansOf(results);
  const rows = [...results].flatMap(([name, measured]) =>
    [...measured].map(([contender, rates]) => rowOf(name, contender.name, rates, medians)),
  );
  return formatTable([HEAD, ...rows]);
}

function rowOf(name: Case, line: string, rates: Measured[], medians: Medians): string[] {
  const perSecond = rates.map((rate) => rate.perSecond).sort((one, other) => one - other);
  const shown = [median(perSecond), perSecond[0], perSecond.at(-1)].map((rate) => `${rate?.toFixed(0)}/s`);
  const p99 = median(rates.map((rate) => rate.p99));
  const toFloor = median(perSecond) / (medians.get(name)?.get('floor') ?? Number.NaN);
  const loads = [rates.map((rate) => rate.serverLoad), rates.map((rate) => rate.clientLoad)];
  return [name, line, ...shown, `${p99.toFixed(0)} ms`, ratio(toFloor), ...loads.map((load) => percent(median(load)))];
}

/** Below this share of its core a server had nothing to do for part of the time. */
const BUSY = 0.95;

/** Says for which lines the load was the limit, or something that both wait for; undefined when there are none. */
export function loadLimit(results: Results): string | undefined {
  const idle = [...results].flatMap(([name, measured]) =>
    name === 'create' // waits for the disk
      ? []
      : [...measured]
          .filter(([, rates]) => median(rates.map(({ serverLoad }) => serverLoad)) < BUSY)
          .map(([contender]) => `${name} (${contender.name})`),
  );
  if (idle.length === 0) return undefined;
  return `Not at their limit, since the load or the machine was: ${idle.join('; ')}. They may answer more than it says.`;
}

export function ratio(of: number): string {
  return Number.isNaN(of) ? '–' : of.toFixed(2);
}

function percent(of: number): string {
  return Number.isNaN(of) ? '–' : `${(of * 100).toFixed(0)} %`;
}
