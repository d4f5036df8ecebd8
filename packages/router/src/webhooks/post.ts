import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { addressesOf } from './addresses.ts';

// Without an import, which takes a tenth of a start: see packages/rest/src/node-http.ts.
const { request: requestOverHttp } = process.getBuiltinModule('node:http');
const { request: requestOverTls } = process.getBuiltinModule('node:https');

/** How long an answer may take, from the lookup to its end. */
const ANSWER_MS = 15_000;

/** So much of an answer is read, and kept. */
const ANSWER_BYTES = 4096;

export type Answer = {
  status: number;
  /** Its beginning. */
  text: string;
  /** When the receiver wants to be asked again, as it says it. */
  retry_after: string | undefined;
};

type Posting = {
  headers: Record<string, string>;
  body: string;
  allowed: readonly string[];
  signal: AbortSignal | undefined;
};

/**
 * Posts JSON to an address of the internet, on a connection of its own. It follows no redirect: that would lead to where
 * nobody has looked.
 *
 * @throws RefusedAddress, and what went wrong on the way
 */
export async function post(url: string, { headers, body, allowed, signal }: Posting): Promise<Answer> {
  const inTime = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...(signal ? [signal] : [])]);
  const { protocol, hostname } = new URL(url);
  const addresses = await orAborted(addressesOf(hostname, allowed), inTime);
  const send = protocol === 'https:' ? requestOverTls : requestOverHttp;
  const request = send(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    lookup: (_host, { all }, found) => {
      const [first] = addresses;
      if (all || !first) found(null, addresses);
      else found(null, first.address, first.family);
    },
    signal: inTime,
  });
  request.on('error', () => undefined); // one that comes after the answer concerns nobody
  request.end(body);
  try {
    const [response] = (await once(request, 'response', { signal: inTime })) as [IncomingMessage];
    const text = await beginningOf(response);
    return { status: response.statusCode ?? 0, text, retry_after: response.headers['retry-after'] };
  } finally {
    request.destroy();
  }
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= ANSWER_BYTES) break;
  }
  const text = Buffer.concat(parts).subarray(0, ANSWER_BYTES).toString();
  return text.replaceAll('\0', '\ufffd'); // which no engine stores
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}
