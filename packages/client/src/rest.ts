// What tRPC does not carry goes over REST, with the session of the client.

import { TRPCClientError } from '@trpc/client';
import type { DocketClient, ErrorCode, ErrorData } from './generated/contract.ts';
import type { Server } from './transport.ts';
import type { AppRouter } from './trpc.ts';

/** Makes a request with the token of the client, and once more where that was no longer good. */
export type WithToken = <Answer>(send: (accessToken: string | null) => Promise<Answer>) => Promise<Answer>;

type Known = { server: Server; withToken: WithToken };

const servers = new WeakMap<DocketClient, Known>();

export function rememberServer(docket: DocketClient, known: Known): void {
  servers.set(docket, known);
}

export type RestRequest = {
  /** The procedure that it stands for. */
  procedure: string;
  /** Below the REST API, with its query. */
  path: string;
  init: RequestInit;
};

/**
 * The answer to a request, whose body is not read yet.
 *
 * @throws DocketError what the server refused it with
 */
export function sendRest(docket: DocketClient, { procedure, path, init }: RestRequest): Promise<Response> {
  const known = servers.get(docket);
  if (!known) throw new Error('Only a client that createDocketClient has made can do this');
  const { server, withToken } = known;
  const fetch = server.fetch ?? globalThis.fetch;
  return withToken(async (accessToken) => {
    const headers = {
      ...(init.headers as Record<string, string>), // as our own functions make them
      ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
    };
    const response = await fetch(`${server.url}/api/v1${path}`, { ...init, headers }).catch((error: Error) => {
      throw TRPCClientError.from(error); // as calls fail that do not reach the server
    });
    if (response.ok) return response;
    throw await refusalOf(response, procedure);
  });
}

type Problem = Partial<ErrorData> & { status?: number; detail?: string };

/** The error that tRPC would have given. What is no answer of Docket, such as a page of a proxy, is one without `data`. */
async function refusalOf(response: Response, path: string): Promise<Error> {
  const problem = await response.json().catch((): Problem => ({}));
  const { code, status = response.status, detail = `HTTP ${response.status}`, request_id, errors } = problem as Problem;
  const meta = { response };
  if (!code) return new TRPCClientError<AppRouter>(detail, { meta });
  const data = { code, httpStatus: status, path, request_id: request_id ?? null, errors: errors ?? null };
  const shape = { message: detail, code: rpcCodeOf(status, code), data };
  return TRPCClientError.from({ error: shape } as Parameters<typeof TRPCClientError.from>[0], { meta });
}

/** As tRPC numbers its errors: `NOT_FOUND` is -32004. */
function rpcCodeOf(status: number, code: ErrorCode): number {
  if (status === 400 || code === 'range_not_satisfiable') return -32600;
  return status < 500 ? -32000 - (status - 400) : -32603;
}
