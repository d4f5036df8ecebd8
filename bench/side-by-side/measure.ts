import { deepStrictEqual } from 'node:assert';
import { whileAwake } from '../awake.ts';
import type { Run } from '../peers/caller.ts';
import { cpuSeconds } from '../pinned.ts';
import { answersTo, type Call, type Load, measureRate, type Rate, type Target, withHeaders } from '../rate.ts';
import { bare, type Case, callOf, WITH_LOGINS } from './cases.ts';
import type { Line } from './field.ts';
import { withLogins } from './storm.ts';

/** One line that runs. */
export type Contender = Line & Target & { pid: number };

/** A rate, with how much of its core the server used meanwhile, and in which share of the time the load was busy. */
export type Measured = Rate & { serverLoad: number; clientLoad: number };

/**
 * `warmUp`: rounds before those that count. V8 goes on compiling Docket, on the core that it shares with it, for some
 * 60,000 calls; and in turns, because what two lines of one server have in common is compiled anew for the second of
 * them. `logins`: how many are under way at any time while others are measured beside them. `awake`: whether the core
 * of the load is kept from sleeping.
 */
export type Plan = { rounds: number; warmUp: number; seconds: number; issues: number; logins: number; awake: boolean };

const CONNECTIONS = 32;

/** Rounds beside logins: to wait for the last logins of each takes longer than to measure. */
const MOST_WITH_LOGINS = 2;

/** Answers of each server that are compared before the case is measured. */
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
  plan: Plan,
): Promise<Map<Contender, Measured[]>> {
  const turns = contenders.flatMap((contender) => {
    const call = callOf(name, contender.protocol, plan.issues);
    return call ? [{ contender, call, rates: [] as Measured[] }] : [];
  });
  await (name === WITH_LOGINS ? takeTurnsWithLogins(turns, plan) : takeTurns(turns, plan));
  return new Map(turns.map(({ contender, rates }) => [contender, rates]));
}

type Turn = { contender: Contender; call: Call; rates: Measured[] };

async function takeTurns(turns: Turn[], plan: Plan): Promise<void> {
  for (let round = 1 - plan.warmUp; round <= plan.rounds; round += 1) {
    for (const { contender, call, rates } of turns) {
      const measured = await measureOnce(contender, call, plan);
      if (round >= 1) rates.push(measured);
    }
  }
}

async function takeTurnsWithLogins(turns: Turn[], plan: Plan): Promise<void> {
  for (let round = 1; round <= Math.min(plan.rounds, MOST_WITH_LOGINS); round += 1) {
    for (const { contender, call, rates } of turns) {
      rates.push(await withLogins(contender, plan.logins, () => measureOnce(contender, call, plan)));
    }
  }
}

function measureOnce(contender: Contender, call: Call, { seconds, awake }: Plan): Promise<Measured> {
  const load = { seconds, connections: CONNECTIONS };
  const measure = () => whileAwake(() => rateOf(contender, call, load), awake);
  return withLoads(contender.pid, measure).catch((cause: unknown) => {
    throw new Error(`${contender.name} (process ${contender.pid}) failed`, { cause });
  });
}

function rateOf(contender: Contender, call: Call, load: Load): Promise<Rate> {
  if (!contender.protocol.isInProcess) return measureRate(contender, call, load);
  return runInProcess(contender, { requests: call.requests, load });
}

async function runInProcess(contender: Contender, body: Run): Promise<Rate> {
  const response = await fetch(
    `${contender.address}/run`,
    withHeaders({ method: 'POST', path: '/run', body }, contender),
  );
  return (await response.json()) as Rate;
}

type Measure = () => ReturnType<typeof whileAwake<Rate>>;

async function withLoads(pid: number, measure: Measure): Promise<Measured> {
  const start = performance.now();
  const before = cpuSeconds(pid);
  const { result: rate, busy } = await measure();
  const passed = (performance.now() - start) / 1000;
  return { ...rate, serverLoad: (cpuSeconds(pid) - before) / passed, clientLoad: busy };
}
