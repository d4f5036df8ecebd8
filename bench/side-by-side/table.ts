import { formatTable, median } from '../output.ts';
import { type Case, WITH_LOGINS } from './cases.ts';
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

/** From this share of its core on, server or load had no time left. */
const BUSY = 0.9;

/** What kept servers from their limit, when it was not they themselves. */
export function limitsOf(results: Results): string[] {
  const lines = [...results].flatMap(([name, measured]) =>
    // Creating waits for the disk, and logins are sent by a thread of the load.
    name === 'create' || name === WITH_LOGINS
      ? []
      : [...measured].map(([{ name: line }, rates]) => ({ name, line, rates })),
  );
  const share = (rates: Measured[], of: 'serverLoad' | 'clientLoad') => median(rates.map((rate) => rate[of]));
  const idle = lines.filter(({ rates }) => share(rates, 'serverLoad') < BUSY);
  const [limited, disturbed] = [true, false].map((isLoad) =>
    idle
      .filter(({ rates }) => share(rates, 'clientLoad') >= BUSY === isLoad)
      .map(({ name, line }) => `${name} (${line})`),
  );
  return [
    limited?.length ? `The load was at its limit, so these may answer more: ${limited.join('; ')}.` : '',
    disturbed?.length
      ? `In ${disturbed.length} of ${lines.length} lines neither server nor load used ${BUSY * 100} % of its core: the rounds were short, or the machine had other work.`
      : '',
  ].filter((line) => line !== '');
}

export function ratio(of: number): string {
  return Number.isNaN(of) ? '–' : of.toFixed(2);
}

function percent(of: number): string {
  return Number.isNaN(of) ? '–' : `${(of * 100).toFixed(0)} %`;
}
