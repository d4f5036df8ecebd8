import { mediaType } from '@docket/rest';
import { type Call, isMutation, type ProcedureInfo } from '@docket/router';
import type { FastifyRequest } from 'fastify';

/** More calls in one request are refused. */
export const MAX_BATCH_SIZE = 10;

/** What one request asks for: queries only, or mutations only. A batch is answered with a list, also one of a single call. */
export type RpcCalls = { calls: RpcCall[]; isBatch: boolean };

export type RpcCall = { procedure: ProcedureInfo; input: unknown; sentKey?: Call['sentKey'] };

/** The adapter takes it at the beginning of a body, and refuses it in an address. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The procedures that can be called, by name. */
export type Procedures = ReadonlyMap<string, ProcedureInfo>;

/** What a request asks for, as far as its address and headers say it. */
export type RpcAddress = { procedures: ProcedureInfo[]; isBatch: boolean; input: string | undefined };

/**
 * The address of a request that is made in the way of tRPC's clients, read as tRPC's own adapter reads it
 * (`@trpc/server` 11.22, `http/contentType.ts`). Undefined for whatever is rare or wrong: the adapter answers that, so
 * that no second reading of it has to agree with the first.
 */
export function readAddress(request: FastifyRequest, procedures: Procedures): RpcAddress | undefined {
  const query = hasUsualHeaders(request) ? readQueryString(request.url) : undefined;
  if (!query) return undefined;
  const { path } = request.params as { path: string };
  const names = query.isBatch ? path.split(',') : [path];
  if (names.length > MAX_BATCH_SIZE) return undefined;
  const called: ProcedureInfo[] = [];
  for (const name of names) {
    const procedure = procedures.get(name);
    if (!procedure || !isMethodOf(procedure, request)) return undefined;
    if (procedure.kind === 'feed' && query.isBatch) return undefined;
    called.push(procedure);
  }
  return { ...query, procedures: called };
}

/** Whether a procedure is called by the method of a request. */
export function isMethodOf({ kind }: ProcedureInfo, { method }: FastifyRequest): boolean {
  return method === (isMutation({ kind }) ? 'POST' : 'GET');
}

/** The calls of such a request, with their inputs. Undefined when those are rare or wrong. */
export function readCalls(
  request: FastifyRequest,
  { procedures, isBatch, input }: RpcAddress,
  parseJson: (request: FastifyRequest, text: string) => unknown,
): RpcCalls | undefined {
  const text = textOf(request, input);
  if (text === undefined || text.startsWith(BYTE_ORDER_MARK)) return undefined;
  const inputs = text === '' ? {} : inputsIn(parseJson(request, text), isBatch);
  if (!inputs) return undefined;
  return { isBatch, calls: procedures.map((procedure, at) => ({ procedure, input: inputs[at] })) };
}

/** The calls of a request whose body is not read, since all of them are refused. */
export function unreadCalls({ procedures, isBatch }: RpcAddress): RpcCalls {
  return { isBatch, calls: procedures.map((procedure) => ({ procedure, input: undefined })) };
}

/** By the place of the call in the batch. */
type Inputs = Record<number, unknown>;

function inputsIn(given: unknown, isBatch: boolean): Inputs | undefined {
  if (given === undefined) return undefined;
  if (!isBatch) return { 0: given };
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Inputs) : undefined;
}

/** Not those by which a client asks for a stream, or says that it sends no JSON. */
function hasUsualHeaders(request: FastifyRequest): boolean {
  const { accept, 'content-type': contentType, 'trpc-accept': stream } = request.headers;
  if (stream !== undefined || accept?.includes('application/jsonl')) return false;
  return contentType === undefined || mediaType(request) === 'application/json';
}

/** With these two parameters and no other, in the order in which tRPC's clients write them. */
const ADDRESS = /^\/[^?#]*(?:\?(batch=1(?:&|$))?(?:input=([^&#]*))?)?$/;

function readQueryString(url: string): Omit<RpcAddress, 'procedures'> | undefined {
  const match = ADDRESS.exec(url);
  return match ? { isBatch: match[1] !== undefined, input: match[2] } : undefined;
}

/** The text of the inputs: empty when a query has none, undefined when it cannot be read here. */
function textOf({ method, body }: FastifyRequest, input: string | undefined): string | undefined {
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
