import { type RestOptions, retryAfterOf, signalOf } from '@docket/rest';
import { type Context, describeError, errorShape, logFault } from '@docket/router';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RpcCall, RpcCalls } from './rpc-calls.ts';

export type Exchange = { request: FastifyRequest; reply: FastifyReply };

/**
 * Runs the calls and answers as tRPC's adapter would (`@trpc/server` 11.22, `http/resolveResponse.ts`),
 * without the web Request and Response that it makes of each exchange. Gives the body to be sent.
 */
export async function answerCalls(
  { calls, isBatch }: RpcCalls,
  createContext: RestOptions['createContext'],
  { request, reply }: Exchange,
): Promise<string> {
  let ctx: Context | undefined;
  let refusal: unknown;
  try {
    ctx = await createContext(request, reply);
  } catch (thrown) {
    refusal = thrown;
  }
  const scene = { ctx, refusal, request, signal: () => signalOf(reply) };
  const outcomes = await Promise.all(calls.map((call) => outcomeOf(call, scene)));
  const [{ status: first } = { status: 200 }, ...others] = outcomes;
  const status = others.every((other) => other.status === first) ? first : 207;
  reply
    .code(status)
    .header('vary', 'trpc-accept, accept')
    .header('content-type', 'application/json')
    // Without one Fastify would add a charset to the content type.
    .serializer(asItIs);
  if (status !== 200) reply.headers(retryAfter(outcomes.flatMap(({ thrown }) => thrown ?? [])));
  return JSON.stringify(isBatch ? outcomes.map(({ body }) => body) : outcomes[0]?.body);
}

type Scene = {
  ctx: Context | undefined;
  /** Why there is no context. */
  refusal: unknown;
  request: FastifyRequest;
  signal: () => AbortSignal;
};

type Outcome = { body: object; status: number; thrown?: { error: unknown } };

async function outcomeOf({ procedure, input }: RpcCall, { ctx, refusal, request, signal }: Scene): Promise<Outcome> {
  try {
    if (!ctx) throw refusal;
    return { body: { result: { data: await procedure.run({ ctx, input: () => input, signal }) } }, status: 200 };
  } catch (error) {
    const { name } = procedure;
    logFault(request.log, error, { procedure: name });
    const shape = errorShape(error, { path: name, request_id: ctx?.request.id });
    return { body: { error: shape }, status: shape.data.httpStatus, thrown: { error } };
  }
}

/** When several calls of a batch are to be tried again, the one that has to wait longest says when. */
export function retryAfter(thrown: { error: unknown }[]): Record<string, string> {
  const seconds = thrown.flatMap(({ error }) => retryAfterOf(describeError(error)) ?? []);
  return seconds.length > 0 ? { 'retry-after': String(Math.max(...seconds)) } : {};
}

function asItIs(payload: unknown): string {
  return payload as string;
}
