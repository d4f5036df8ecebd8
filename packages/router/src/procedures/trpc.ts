import {
  initTRPC,
  type TRPC_ERROR_CODE_NUMBER,
  type TRPCBuiltRouter,
  type TRPCMutationProcedure,
  type TRPCQueryProcedure,
  type TRPCSubscriptionProcedure,
  tracked,
} from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Context } from '../core/context.ts';
import { type Conflict, describeError, type ErrorCode, errorTable, type ValidationIssue } from '../core/errors.ts';
import type { Message, Stream } from '../core/stream.ts';
import { type Api, mapProcedures } from './caller.ts';
import { type Call, isRpc, type Procedure } from './chain.ts';

/** What a tRPC client finds in `error.data`. */
type ErrorData = {
  code: ErrorCode;
  httpStatus: number;
  /** The procedure that was called. */
  path: string | null;
  request_id: string | null;
  errors: ValidationIssue[] | null;
  /** Of an edit that was refused (`precondition_failed`): which fields somebody else changed, and what there is now. */
  conflicts?: Conflict[];
  current?: object;
};

/** An error as tRPC's clients get it. */
export type ErrorShape = { message: string; code: TRPC_ERROR_CODE_NUMBER; data: ErrorData };

/** Where an error came up: the procedure and the request, as far as they are known. */
type Origin = { path: string | undefined; request_id: string | undefined };

export function errorShape(error: unknown, { path, request_id }: Origin): ErrorShape {
  const { code, status, detail, errors, conflicts, current } = describeError(error);
  const known = { code, httpStatus: status, path: path ?? null, request_id: request_id ?? null };
  return {
    message: detail,
    code: TRPC_ERROR_CODES_BY_KEY[errorTable[code].trpc],
    data: { ...known, errors: errors ?? null, ...(conflicts && { conflicts }), ...(current && { current }) },
  };
}

const t = initTRPC.context<Context>().create({
  errorFormatter: ({ error, path, ctx }): ErrorShape => errorShape(error, { path, request_id: ctx?.request.id }),
});

type Root = { ctx: Context; meta: object; errorShape: ErrorShape; transformer: false };

type Ends<In, Out> = { input: In; output: Out; meta: object; errorShape: ErrorShape };

type TrpcProcedure<P> =
  P extends Procedure<'query', infer In, infer Out>
    ? TRPCQueryProcedure<Ends<In, Out>>
    : P extends Procedure<'command' | 'flow', infer In, infer Out>
      ? TRPCMutationProcedure<Ends<In, Out>>
      : P extends Procedure<'feed', infer In, Stream<infer Data>>
        ? TRPCSubscriptionProcedure<Ends<In, AsyncIterable<Message<Data>, void, unknown>>>
        : never;

/** The procedures of a feature that tRPC serves. */
type RpcVerb<Feature> = {
  [Verb in keyof Feature]: TrpcProcedure<Feature[Verb]> extends never ? never : Verb;
}[keyof Feature];

/** The tRPC router that serves an API but for its downloads, as tRPC's own types describe it. */
export type TrpcRouter<A extends Api> = TRPCBuiltRouter<
  Root,
  { [Feature in keyof A]: { [Verb in RpcVerb<A[Feature]>]: TrpcProcedure<A[Feature][Verb]> } }
>;

type Resolving = { ctx: Context & Pick<Call, 'input'>; signal: AbortSignal | undefined };

/** Hands on how to read the input, which tRPC would otherwise read before the call is counted, and also for none. */
const unread = t.procedure.use(({ getRawInput, next }) => next({ ctx: { input: getRawInput } }));

/**
 * Makes the tRPC router of what tRPC serves of an API, for tRPC's adapters.
 *
 * @param run how a call is run, for a door that admits calls before it hands them to an adapter
 */
export function trpcRouter<A extends Api>(
  api: A,
  run: (procedure: Procedure, call: Call) => Promise<unknown> = (procedure, call) => procedure.run(call),
): TrpcRouter<A> {
  const procedures = mapProcedures(onlyRpc(api), (procedure) => {
    const resolve = ({ ctx, signal }: Resolving) => {
      const input = procedure.input ? ctx.input : () => undefined;
      return run(procedure, { ctx, input, signal: () => signal });
    };
    if (procedure.kind === 'feed') return unread.subscription((opts) => subscribe(resolve, opts));
    return procedure.kind === 'query' ? unread.query(resolve) : unread.mutation(resolve);
  });
  return t.router(procedures) as unknown as TrpcRouter<A>; // contract.test.ts holds it to the schemas
}

/** Follows a feed as tRPC's adapters want it. They end it by the signal alone. */
async function subscribe(resolve: (opts: Resolving) => Promise<unknown>, { ctx, signal }: Resolving) {
  const input = async () => resumed(await ctx.input());
  const stream = (await resolve({ ctx: { ...ctx, input }, signal })) as Stream;
  signal?.addEventListener('abort', () => stream.return?.(), { once: true });
  return (async function* messages() {
    for await (const { id, data } of stream) yield tracked(id, data);
  })();
}

/**
 * The input of a feed from a client of tRPC, which says where it goes on beside the fields of the input.
 *
 * @param header what stands in `Last-Event-ID`, which comes before it
 */
export function resumed(input: unknown, header?: string): unknown {
  if (input !== undefined && (typeof input !== 'object' || input === null)) return input;
  const { lastEventId = undefined, ...fields } = (input ?? {}) as { lastEventId?: unknown };
  const cursor = header || lastEventId;
  return cursor === undefined || cursor === null ? fields : { ...fields, cursor };
}

function onlyRpc(api: Api): Api {
  const features = Object.entries(api).map(([feature, procedures]) => {
    const served = Object.entries(procedures).filter(([, procedure]) => isRpc(procedure));
    return [feature, Object.fromEntries(served)] as const;
  });
  return Object.fromEntries(features);
}
