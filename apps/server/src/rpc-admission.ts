import { keyOf, keysOf, type RestOptions } from '@docket/rest';
import {
  type Admitted,
  bodyBytes,
  type Call,
  type Context,
  type Lengths,
  MAX_BODY_BYTES,
  type Procedure,
} from '@docket/router';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isMethodOf, MAX_BATCH_SIZE, type Procedures, type RpcAddress } from './rpc-calls.ts';

/** A body is never longer, however many calls share it. */
const MOST_BYTES = MAX_BODY_BYTES.Archive;

/** For what cannot be called, and is answered without a look at the input. */
const STRAY_BYTES = MAX_BODY_BYTES.Auth;

/** A call that was counted and judged: it may go on, or it is refused. */
export type Admission = { procedure: Procedure } & (
  | { goOn: Admitted; sentKey: Call['sentKey'] }
  | { refusal: unknown }
);

/** What is known of a request with a body before any of that is read. */
export type Admissions = {
  /** Why there is no context, where there is none. */
  ctx: Context | { refusal: unknown };
  /** By the place of the call in the batch; undefined for what cannot be called in this way. */
  calls: (Admission | undefined)[];
  /** How long the body may be: what its calls may need together. Nothing is needed of calls that are refused. */
  maxBytes: number;
};

type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Admitting = Pick<RestOptions, 'createContext' | 'lengths'> & {
  procedures: Procedures;
  /** Undefined when the adapter will have to read it. */
  address: RpcAddress | undefined;
};

/** Counts the mutations that a request asks for, and judges its caller. */
export async function admitCalls(
  { procedures, address, createContext, lengths = {} }: Admitting,
  { request, reply }: Exchange,
): Promise<Admissions> {
  const called = address?.procedures ?? namesIn(request).map((name) => procedures.get(name));
  const ctx = await createContext(request, reply).catch((refusal: unknown) => ({ refusal }));
  const keys = isBatch(request) ? keysOf(request, reply, called.length) : [keyOf(request, reply)];
  const calls = await Promise.all(
    called.map((procedure, at) =>
      procedure && isMethodOf(procedure, request) ? admission(procedure, ctx, keys[at]) : undefined,
    ),
  );
  const bytes = calls.map((call) => (call ? bytesFor(call, lengths) : STRAY_BYTES));
  return {
    ctx,
    calls,
    maxBytes: Math.min(
      MOST_BYTES,
      bytes.reduce((sum, one) => sum + one, 0),
    ),
  };
}

async function admission(procedure: Procedure, ctx: Admissions['ctx'], sentKey: Call['sentKey']): Promise<Admission> {
  if ('refusal' in ctx) return { procedure, refusal: ctx.refusal };
  try {
    return { procedure, goOn: await procedure.admit(ctx), sentKey };
  } catch (refusal) {
    return { procedure, refusal };
  }
}

/** Does what is left to do of a call, or throws why it is refused. */
export async function goOn(admission: Admission, call: Omit<Call, 'ctx'>): Promise<unknown> {
  if ('refusal' in admission) throw admission.refusal;
  const { sentKey } = admission;
  return admission.goOn({ ...call, sentKey });
}

/** Takes the admission of this procedure out of those of a request: the first one, as calls run in their order. */
export function takeAdmission({ calls }: Admissions, procedure: Procedure): Admission | undefined {
  const at = calls.findIndex((call) => call?.procedure.admit === procedure.admit);
  const [admission] = at < 0 ? [] : calls.splice(at, 1, undefined);
  return admission;
}

function bytesFor(call: Admission, lengths: Lengths): number {
  return 'goOn' in call ? bodyBytes(call.procedure, lengths) : 0;
}

/** Whether a request names anything that is no procedure. */
export function isStray(request: FastifyRequest, procedures: Procedures): boolean {
  return namesIn(request).some((name) => !procedures.has(name));
}

/** As the adapter reads them, which decodes the path once more; a batch that it refuses for its size is one stray call. */
export function namesIn(request: FastifyRequest): string[] {
  const name = decoded((request.params as { path: string }).path);
  const names = isBatch(request) ? name.split(',') : [name];
  return names.length > MAX_BATCH_SIZE ? [''] : names;
}

function isBatch({ query }: FastifyRequest): boolean {
  const [batch] = [(query as { batch?: string | string[] }).batch].flat();
  return batch === '1';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
