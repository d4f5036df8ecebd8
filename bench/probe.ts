import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

type Call = { path: string; token?: string };

/** A call that takes longer has failed. */
const GIVE_UP_MS = 5000;

const CONNECTIONS = 50;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });

type Probe = { calls: Call[]; seconds: number; callsPerSecond: number };

/** Times in milliseconds. */
export type Latency = { path: string; calls: number; p50: number; p99: number; max: number; failed: number };

/**
 * Makes each of the calls so many times per second and tells how long they took. The calls begin at
 * fixed times, whether those before were answered or not, and the time counts from when a call was
 * due: a server that stands still for a second is seen to delay all calls of that second.
 */
export function measureLatency(address: string, probe: Probe): Promise<Latency[]> {
  return Promise.all(probe.calls.map((call) => measureOne(address + call.path, { call, probe })));
}

/** Opens the connections, which stay open, as those of a reverse proxy do. */
export async function connect(address: string): Promise<void> {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => isAnswered(`${address}/health`, {})));
}

type Measured = { ms: number; ok: boolean };

async function measureOne(url: string, { call, probe }: { call: Call; probe: Probe }) {
  const headers = call.token ? { authorization: `Bearer ${call.token}` } : {};
  const start = performance.now();
  const count = probe.seconds * probe.callsPerSecond;
  const measured = await Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Measured> => {
      const due = start + (index * 1000) / probe.callsPerSecond;
      await wait(Math.max(0, due - performance.now()));
      const ok = await isAnswered(url, headers);
      return { ms: performance.now() - due, ok };
    }),
  );
  return summarize(call.path, measured);
}

function isAnswered(url: string, headers: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent, headers, signal: AbortSignal.timeout(GIVE_UP_MS) }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    }).once('error', () => resolve(false));
  });
}

function summarize(path: string, measured: Measured[]): Latency {
  const times = measured.map(({ ms }) => ms).sort((one, other) => one - other);
  const percentile = (percent: number) => times[Math.ceil((percent / 100) * times.length) - 1] ?? Number.NaN;
  const failed = measured.filter(({ ok }) => !ok).length;
  return { path, calls: times.length, p50: percentile(50), p99: percentile(99), max: percentile(100), failed };
}
