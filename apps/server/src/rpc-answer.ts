import { type Frames, lastEventId, type RestOptions, retryAfterOf, type StreamDoor, signalOf } from '@docket/rest';
import {
  type Context,
  describeError,
  type ErrorShape,
  errorShape,
  logFault,
  type RequestInfo,
  resumed,
  type Stream,
} from '@docket/router';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Admission, type Admissions, goOn } from './rpc-admission.ts';
import type { RpcCall, RpcCalls } from './rpc-calls.ts';

export type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Answering = Pick<RestOptions, 'createContext'> & {
  /** Where the calls were admitted before their body was read. */
  admissions: Admissions | undefined;
};

/**
 * Runs the calls and answers as tRPC's adapter would (`@trpc/server` 11.22, `http/resolveResponse.ts`),
 * without the web Request and Response that it makes of each exchange. Gives the body to be sent.
 */
export async function answerCalls(
  { calls, isBatch }: RpcCalls,
  { createContext, admissions }: Answering,
  { request, reply }: Exchange,
): Promise<string> {
  const ctx = admissions?.ctx ?? (await createContext(request, reply).catch((refusal: unknown) => ({ refusal })));
  const scene = { ctx, log: request.log, signal: () => signalOf(reply) };
  const outcomes = await Promise.all(calls.map((call, at) => outcomeOf(call, admissions?.calls[at], scene)));
  return written(outcomes, isBatch, reply);
}

/** Answers with a stream in tRPC's frames, or with why there is none. */
export async function answerFeed(
  { procedure, input }: RpcCall,
  { createContext, streams }: Pick<Answering, 'createContext'> & { streams: StreamDoor },
  exchange: Exchange,
): Promise<string | FastifyReply> {
  const { request, reply } = exchange;
  const ctx = await createContext(request, reply).catch((refusal: unknown) => ({ refusal }));
  const call = { procedure, input: resumed(input, lastEventId(request).cursor) };
  const outcome = await outcomeOf(call, undefined, { ctx, log: request.log, signal: () => signalOf(reply) });
  if (outcome.thrown) return written([outcome], false, reply);
  const { result } = outcome.body as { result: { data: Stream } };
  return streams.send(result.data, { procedure: procedure.name, frames: framesFor(procedure, request) }, exchange);
}

/** As tRPC's adapter writes them (`@trpc/server` 11.22, `stream/sse.ts`), and the place in the log beside what is no message. */
function framesFor({ name }: RpcCall['procedure'], request: FastifyRequest): Frames {
  return {
    opened: (cursor) => `event: connected\ndata: {}\nid: ${cursor}\n\n`,
    ping: (cursor) => `event: ping\ndata: \nid: ${cursor}\n\n`,
    message: (id, json) => `data: ${json}\nid: ${id}\n\n`,
    failed(error) {
      logFault(request.log, error, { procedure: name });
      const shape = errorShape(error, { path: name, request_id: request.id });
      return `event: serialized-error\ndata: ${JSON.stringify(shape)}\n\n`;
    },
    over: 'event: return\ndata: \n\n',
  };
}

function written(outcomes: Outcome[], isBatch: boolean, reply: FastifyReply): string {
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
  /** Or why there is none. */
  ctx: Context | { refusal: unknown };
  log: RequestInfo['log'];
  signal: () => AbortSignal | undefined;
};

export type Outcome = {
  body: { result: { data: unknown } } | { error: ErrorShape };
  status: number;
  thrown?: { error: unknown };
};

/** Runs a call, and says what became of it in tRPC's shape. */
export async function outcomeOf(
  { procedure, input, sentKey }: Omit<RpcCall, 'procedure'> & { procedure: Pick<RpcCall['procedure'], 'name' | 'run'> },
  admission: Admission | undefined,
  { ctx, log, signal }: Scene,
): Promise<Outcome> {
  try {
    if ('refusal' in ctx) throw ctx.refusal;
    const call = { ctx, input: () => input, signal, sentKey };
    return { body: { result: { data: await (admission ? goOn(admission, call) : procedure.run(call)) } }, status: 200 };
  } catch (error) {
    const { name } = procedure;
    logFault(log, error, { procedure: name });
    const shape = errorShape(error, { path: name, request_id: 'refusal' in ctx ? undefined : ctx.request.id });
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
