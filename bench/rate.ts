import autocannon from 'autocannon';

/** One request: what goes over the wire, but for the token. */
export type Sent = { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: object };

/** Requests, and which status their answers have. */
export type Call = {
  name: string;
  /** One after another, over and over, on each connection. */
  requests: Sent[];
  status: number;
};

export type Target = { address: string; token: string };

/** `connections` each send the next call when the last is answered. */
export type Load = { seconds: number; connections: number };

/** Answered calls per second, and how long the slowest hundredth of them took at least. */
export type Rate = { perSecond: number; p99: number };

/** A request as `fetch` and autocannon both take it. */
export function withHeaders({ method, headers: own, body }: Sent, { token }: Target) {
  const headers = { ...own, authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  return { method, headers, ...(body && { body: JSON.stringify(body) }) };
}

/**
 * Sends as many calls as are answered for so many seconds.
 *
 * @throws Error when any call is not answered, or with another status
 */
export async function measureRate(target: Target, call: Call, { seconds, connections }: Load): Promise<Rate> {
  const requests = call.requests.map((sent) => ({ ...withHeaders(sent, target), path: sent.path }));
  const parts = partsOf(requests, connections);
  const result = await autocannon({
    url: target.address,
    connections,
    duration: seconds,
    sampleInt: 100, // it ends with a sample: a second of the default would not fit into short runs
    requests: requests.slice(0, 1),
    // Each connection has a part of them: to write all for each would take half a second of the time.
    setupClient: (client) => client.setRequests(parts.next().value ?? requests),
  });
  const answered = result.requests.total;
  const statuses = Object.keys(result.statusCodeStats ?? {});
  if (result.errors > 0 || statuses.some((status) => Number(status) !== call.status)) {
    throw new Error(`"${call.name}": ${result.errors} failed, ${answered} answered with ${statuses.join(', ')}`);
  }
  return { perSecond: answered / result.duration, p99: result.latency.p99 };
}

/** So many parts of a list, or the whole list over and over when it is too short for that. */
function* partsOf<T>(list: T[], count: number): Generator<T[]> {
  const size = Math.floor(list.length / count);
  for (let part = 0; part < count; part += 1) yield size > 0 ? list.slice(part * size, (part + 1) * size) : list;
}

/**
 * The answers to some of the calls, as they came.
 *
 * @throws Error when one has another status than it should have
 */
export async function answersTo(target: Target, call: Call, count: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const sent of call.requests.slice(0, count)) {
    const response = await fetch(target.address + sent.path, withHeaders(sent, target));
    const answer: unknown = await response.json();
    if (response.status !== call.status)
      throw new Error(`"${call.name}": ${response.status} ${JSON.stringify(answer)}`);
    answers.push(answer);
  }
  return answers;
}
