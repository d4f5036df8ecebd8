import autocannon from 'autocannon';

/** What one request is, and which status its answer has. */
export type Call = {
  name: string;
  method: 'GET' | 'POST';
  /** One after another, over and over, on each connection. */
  paths: string[];
  body?: object;
  status: number;
};

export type Target = { address: string; token: string };

/** `connections` each send the next call when the last is answered. */
export type Load = { seconds: number; connections: number };

/** Answered calls per second, and how long the slowest hundredth of them took at least. */
export type Rate = { perSecond: number; p99: number };

/** The headers and the body of a call, as `fetch` and autocannon both take them. */
function sent({ method, body }: Call, { token }: Target) {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  return { method, headers, ...(body && { body: JSON.stringify(body) }) };
}

/**
 * Sends as many calls as are answered for so many seconds.
 *
 * @throws Error when any call is not answered, or with another status
 */
export async function measureRate(target: Target, call: Call, { seconds, connections }: Load): Promise<Rate> {
  const { headers, ...request } = sent(call, target);
  const result = await autocannon({
    url: target.address,
    headers,
    connections,
    duration: seconds,
    sampleInt: 100, // it ends with a sample: a second of the default would not fit into short runs
    requests: call.paths.map((path) => ({ ...request, path })),
  });
  const answered = result.requests.total;
  const statuses = Object.keys(result.statusCodeStats ?? {});
  if (result.errors > 0 || statuses.some((status) => Number(status) !== call.status)) {
    throw new Error(`"${call.name}": ${result.errors} failed, ${answered} answered with ${statuses.join(', ')}`);
  }
  return { perSecond: answered / result.duration, p99: result.latency.p99 };
}

/**
 * The answers to some of the calls, as they came.
 *
 * @throws Error when one has another status than it should have
 */
export async function answersTo(target: Target, call: Call, count: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const path of call.paths.slice(0, count)) {
    const response = await fetch(target.address + path, sent(call, target));
    const answer: unknown = await response.json();
    if (response.status !== call.status)
      throw new Error(`"${call.name}": ${response.status} ${JSON.stringify(answer)}`);
    answers.push(answer);
  }
  return answers;
}
