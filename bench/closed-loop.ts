import { Agent, type RequestOptions, request } from 'node:http';

/** The call that a client makes in its so-manieth turn. */
type CallOf = (client: number, turn: number) => RequestOptions & { path: string; json?: object };

type Load = { clients: number; seconds: number; callOf: CallOf };

/** How many calls were answered per second, and how many were answered in which other way than well. */
export type Throughput = { perSecond: number; failed: Record<string, number> };

/** Clients that each make the next call as soon as the one before is answered, on connections that stay open. */
export async function runClosedLoop(address: string, { clients, seconds, callOf }: Load): Promise<Throughput> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients, maxFreeSockets: clients });
  const failed: Record<string, number> = {};
  let answered = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let turn = 0; performance.now() < end; turn += 1) {
        const outcome = await answerTo(address, { agent, ...callOf(client, turn) });
        answered += 1;
        if (!outcome.startsWith('2')) failed[outcome] = (failed[outcome] ?? 0) + 1;
      }
    }),
  );
  agent.destroy();
  return { perSecond: answered / ((performance.now() - start) / 1000), failed };
}

/** The status, or what went wrong. */
function answerTo(address: string, { json, path, ...options }: ReturnType<CallOf>): Promise<string> {
  const headers = { ...options.headers, ...(json && { 'content-type': 'application/json' }) };
  return new Promise((resolve) => {
    const calling = request(address + path, { ...options, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
    });
    calling.once('error', ({ message }) => resolve(message));
    calling.end(json && JSON.stringify(json));
  });
}
