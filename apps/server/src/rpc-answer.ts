import { retryAfterOf, signalOf } from '@docket/rest';
import { type Context, describeError, logFault } from '@docket/router';
import { type AnyTRPCRouter, getTRPCErrorFromUnknown, getTRPCErrorShape, type TRPCError } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RpcCall, RpcCalls } from './rpc-calls.ts';

export type Answering = {
  router: AnyTRPCRouter;
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<Context>;
};

export type Exchange = { request: FastifyRequest; reply: FastifyReply };

/**
 * Runs the calls and answers as tRPC's adapter would (`@trpc/server` 11.22, `http/resolveResponse.ts`),
 * without the web Request and Response that it makes of each exchange. Gives the body to be sent.
 */
export async function answerCalls(
  { calls, isBatch }: RpcCalls,
  { router, createContext }: Answering,
  { request, reply }: Exchange,
): Promise<string> {
  let ctx: Context | undefined;
  let refusal: TRPCError | undefined;
  try {
    ctx = await createContext(request, reply);
  } catch (thrown) {
    refusal = getTRPCErrorFromUnknown(thrown);
  }
  const scene = { router, ctx, refusal, log: request.log, signal: () => signalOf(reply) };
  const outcomes = await Promise.all(calls.map((call, batchIndex) => outcomeOf(call, batchIndex, scene)));
  const [{ status: first } = { status: 200 }, ...others] = outcomes;
  const status = others.every((other) => other.status === first) ? first : 207;
  reply
    .code(status)
    .header('vary', 'trpc-accept, accept')
    .header('content-type', 'application/json')
    // Without one Fastify would add a charset to the content type.
    .serializer(asItIs);
  if (status !== 200) reply.headers(retryAfter(outcomes.flatMap(({ error }) => error ?? [])));
  return JSON.stringify(isBatch ? outcomes.map(({ body }) => body) : outcomes[0]?.body);
}

type Scene = {
  router: AnyTRPCRouter;
  ctx: Context | undefined;
  /** Why there is no context. */
  refusal: TRPCError | undefined;
  log: FastifyRequest['log'];
  signal: () => AbortSignal;
};

type Outcome = { body: object; status: number; error?: TRPCError };

async function outcomeOf({ procedure, input }: RpcCall, batchIndex: number, scene: Scene): Promise<Outcome> {
  const { name: path, type } = procedure;
  const { router, ctx, refusal, log, signal } = scene;
  try {
    if (!ctx) throw refusal;
    const data = await procedure.run({ ctx, input, path, batchIndex, signal });
    return { body: { result: { data } }, status: 200 };
  } catch (thrown) {
    const error = getTRPCErrorFromUnknown(thrown);
    logFault(log, error, { procedure: path });
    const shape = getTRPCErrorShape({ config: router._def._config, error, type, path, input, ctx });
    return { body: { error: shape }, status: shape.data.httpStatus, error };
  }
}

/** When several calls of a batch are to be tried again, the one that has to wait longest says when. */
export function retryAfter(errors: TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap((error) => retryAfterOf(describeError(error)) ?? []);
  return seconds.length > 0 ? { 'retry-after': String(Math.max(...seconds)) } : {};
}

function asItIs(payload: unknown): string {
  return payload as string;
}
