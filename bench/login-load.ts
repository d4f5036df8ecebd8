import { Agent, type ClientRequest, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** How the worker is told what to do. */
export type LoginLoad = {
  address: string;
  /** Where logins go; that of REST when left out. */
  path?: string;
  /** The field of the body that holds the credentials; the body itself when left out. */
  field?: string;
  usernames: string[];
  password: string;
  inFlight: number;
  pauseMs: number;
  /** Whether those under way are waited for at the end, so that nothing of them is left. */
  drains?: boolean;
};

/** What the worker answers with when it is told to stop. */
export type LoginReport = {
  /** How many logins were answered with which status, or with what went wrong. */
  statuses: Record<string, number>;
  seconds: number;
  /** The longest time that a login took. */
  slowestMs: number;
};

const {
  address,
  path = '/api/v1/auth/login',
  field,
  usernames,
  password,
  inFlight,
  pauseMs,
  drains,
} = workerData as LoginLoad;
const agent = new Agent({ keepAlive: true, maxSockets: inFlight, maxFreeSockets: inFlight });
let start = performance.now();
const statuses: Record<string, number> = {};
let slowestMs = 0;

let isStopping = false;
const lanes: Promise<void>[] = [];

parentPort?.once('message', async () => {
  const seconds = (performance.now() - start) / 1000;
  isStopping = true;
  if (drains) await Promise.all(lanes);
  parentPort?.postMessage({ statuses, seconds, slowestMs } satisfies LoginReport);
});

// The connections come first: Node accepts one in each turn of its loop, and turns are long under load.
await Promise.all(Array.from({ length: inFlight }, () => answerOf(request(`${address}/health`, { agent }).end())));
parentPort?.postMessage('connected');
start = performance.now();

// A login that is answered is followed by the next.
for (let lane = 0; lane < inFlight; lane += 1) lanes.push(keepLoggingIn(lane));

async function keepLoggingIn(lane: number): Promise<void> {
  for (let turn = lane; !isStopping; turn += 1) {
    const begun = performance.now();
    const status = await logIn(credentialsOf(turn));
    statuses[status] = (statuses[status] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    if (status === '503') await wait(pauseMs * (0.5 + Math.random())); // apart from each other, as people are
  }
}

/** A third each: the right password, a wrong one, an unknown user. */
function credentialsOf(turn: number): { username: string; password: string } {
  const username = usernames[turn % usernames.length] ?? '';
  if (turn % 3 === 0) return { username, password };
  if (turn % 3 === 1) return { username, password: `not ${password}` };
  return { username: `nobody-${turn}`, password };
}

function logIn(credentials: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const calling = request(address + path, { method: 'POST', agent, headers });
  return answerOf(calling.end(JSON.stringify(field ? { [field]: credentials } : credentials)));
}

/** The status, or what went wrong. */
function answerOf(calling: ClientRequest): Promise<string> {
  return new Promise((resolve) => {
    calling.once('error', ({ message }) => resolve(message));
    calling.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
    });
  });
}
