import { mediaType } from '@docket/rest';
import type { ProcedureInfo } from '@docket/router';
import type { FastifyRequest } from 'fastify';

/** More calls in one request are refused. */
export const MAX_BATCH_SIZE = 10;

/** What one request asks for: queries only, or mutations only. A batch is answered with a list, also one of a single call. */
export type RpcCalls = { calls: RpcCall[]; isBatch: boolean };

export type RpcCall = { procedure: ProcedureInfo; input: unknown };

/** The adapter takes it at the beginning of a body, and refuses it in an address. */
const BYTE_ORDER_MARK = '\uFEFF';

type Reading = {
  procedures: ReadonlyMap<string, ProcedureInfo>;
  /** Undefined when the text is not JSON. */
  parseJson(request: FastifyRequest, text: string): unknown;
};

/**
 * The calls of a request that is made in the way of tRPC's clients, read as tRPC's own adapter reads
 * them (`@trpc/server` 11.22, `http/contentType.ts`). Undefined for whatever is rare or wrong: the
 * adapter answers that, so that no second reading of it has to agree with the first.
 */
export function readCalls(request: FastifyRequest, { procedures, parseJson }: Reading): RpcCalls | undefined {
  const address = hasUsualHeaders(request) ? readQueryString(request.url) : undefined;
  const text = address && textOf(request, address);
  if (!address || text === undefined || text.startsWith(BYTE_ORDER_MARK)) return undefined;

  const { isBatch } = address;
  const { path } = request.params as { path: string };
  const names = isBatch ? path.split(',') : [path];
  if (names.length > MAX_BATCH_SIZE) return undefined;
  const inputs = text === '' ? {} : inputsIn(parseJson(request, text), isBatch);
  if (!inputs) return undefined;

  const calls: RpcCall[] = [];
  for (const name of names) {
    const procedure = procedures.get(name);
    if (!procedure || (procedure.kind === 'query') !== (request.method === 'GET')) return undefined;
    calls.push({ procedure, input: inputs[calls.length] });
  }
  return { calls, isBatch };
}

/** By the place of the call in the batch. */
type Inputs = Record<number, unknown>;

function inputsIn(given: unknown, isBatch: boolean): Inputs | undefined {
  if (given === undefined) return undefined;
  if (!isBatch) return { 0: given };
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Inputs) : undefined;
}

/**
 * Not those by which a client asks for a stream, or says that it sends no JSON. The adapter builds a URL
 * with the host, and refuses one that makes none.
 */
function hasUsualHeaders(request: FastifyRequest): boolean {
  const { accept, host, 'content-type': contentType, 'trpc-accept': stream } = request.headers;
  if (stream !== undefined || accept?.includes('application/jsonl')) return false;
  if (contentType !== undefined && mediaType(request) !== 'application/json') return false;
  return host === undefined || isUsualHost(host);
}

let lastUsualHost: string | undefined;

function isUsualHost(host: string): boolean {
  if (host === lastUsualHost) return true; // nearly all requests name the same
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return false;
  lastUsualHost = host;
  return true;
}

type Address = { isBatch: boolean; input: string | undefined };

/** With these two parameters and no other, in the order in which tRPC's clients write them. */
const ADDRESS = /^\/[^?#]*(?:\?(batch=1(?:&|$))?(?:input=([^&#]*))?)?$/;

function readQueryString(url: string): Address | undefined {
  const match = ADDRESS.exec(url);
  return match ? { isBatch: match[1] !== undefined, input: match[2] } : undefined;
}

/** The text of the inputs: empty when a query has none, undefined when it cannot be read here. */
function textOf({ method, body }: FastifyRequest, { input }: Address): string | undefined {
  if (method === 'GET') return input ? decode(input) : '';
  return method === 'POST' && input === undefined && typeof body === 'string' && body ? body : undefined;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
