import { deepStrictEqual } from 'node:assert';
import { cpuSeconds } from '../pinned.ts';
import { answersTo, measureRate, type Rate, type Target } from '../rate.ts';
import { bare, type Case, callOf } from './cases.ts';
import type { Line } from './field.ts';

/** One line that runs. */
export type Contender = Line & Target & { pid: number };

/** A rate, with how much of a core server and load used meanwhile. */
export type Measured = Rate & { serverLoad: number; clientLoad: number };

export type Plan = { rounds: number; seconds: number; issues: number };

const CONNECTIONS = 32;

/** Answers of each server that are compared before anything is measured. */
const COMPARED = 20;

/** Whoever gives other answers than the first does other work, and is not to be compared. */
export async function compareAnswers(name: Case, contenders: Contender[], { issues }: Plan): Promise<void> {
  let wanted: unknown[] | undefined;
  for (const contender of contenders) {
    const call = callOf(name, contender.protocol, issues);
    if (!call) continue;
    const answers = await answersTo(contender, call, COMPARED);
    const plain = answers.map((answer) => bare(name, contender.protocol, answer));
    wanted ??= plain;
    deepStrictEqual(plain, wanted, `"${name}": ${contender.name} gives other answers than ${contenders[0]?.name}`);
  }
}

/** The servers take turns, so that whatever else the machine does hits them alike. */
export async function measureCase(
  name: Case,
  contenders: Contender[],
  { rounds, seconds, issues }: Plan,
): Promise<Map<Contender, Measured[]>> {
  const measured = new Map<Contender, Measured[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const call = callOf(name, contender.protocol, issues);
      if (!call) continue;
      const rates = measured.get(contender) ?? [];
      measured.set(contender, rates);
      // The first round is there to have everything compiled.
      const time = round === 0 ? seconds / 2 : seconds;
      const rate = await withLoads(contender.pid, () =>
        measureRate(contender, call, { seconds: time, connections: CONNECTIONS }),
      );
      if (round > 0) rates.push(answeredAny(rate, `"${name}": ${contender.name}`));
    }
  }
  return measured;
}

/** @throws Error when nothing was answered: that is no rate */
function answeredAny(rate: Measured, who: string): Measured {
  if (rate.perSecond > 0) return rate;
  throw new Error(`${who} answered nothing in the time of a round: give it more with --seconds`);
}

async function withLoads(pid: number, measure: () => Promise<Rate>): Promise<Measured> {
  const start = performance.now();
  const before = { server: cpuSeconds(pid), client: process.cpuUsage() };
  const rate = await measure();
  const passed = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before.client);
  return {
    ...rate,
    serverLoad: (cpuSeconds(pid) - before.server) / passed,
    clientLoad: (user + system) / 1e6 / passed,
  };
}
