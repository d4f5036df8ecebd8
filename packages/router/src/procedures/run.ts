import { type AnyProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { exactnessOf } from './output-check.ts';

/** One call of a procedure, as a door hands it over. */
type ProcedureCall = {
  ctx: object;
  /** The input as it came, not validated yet. */
  input: unknown;
  /** The name of the procedure, such as `issue.get`. */
  path: string;
  /** Its place in a batch; 0 when there is none. */
  batchIndex: number;
  /** Aborted when the caller hangs up. Asked for only by procedures that look at it, because it costs to make one. */
  signal(): AbortSignal | undefined;
};

/** Runs a procedure and answers with its output. @throws TRPCError, and AppError, which is one */
export type Run = (call: ProcedureCall) => Promise<unknown>;

/** A call within the chain, where a middleware may have put another input in place of what came. */
type LinkedCall = ProcedureCall & { getRawInput?: () => Promise<unknown> };

/** A link of the chain of a procedure, with what the links before it have made of context and input. Never throws. */
type Step = (call: LinkedCall, ctx: object, input: unknown) => Promise<Result>;

/** What tRPC keeps of a procedure and does not show in its types. */
type Definition = {
  type: 'query' | 'mutation' | 'subscription';
  meta: object | undefined;
  inputs: unknown[];
  output?: unknown;
  middlewares: Middleware[];
  resolver: (options: StepOptions) => unknown;
  /** Whether the procedure is to be called by a function of its own. */
  experimental_caller: boolean;
};

/** tRPC marks its own middlewares for input and output; those of `.use()` have no mark. */
type Middleware = ((options: StepOptions) => Promise<Result>) & { _type?: string };

/** Undefined from a middleware that forgot to return one. */
type Result =
  | { marker: 'middlewareMarker'; ok: true; data: unknown; ctx: object }
  | { marker: 'middlewareMarker'; ok: false; error: TRPCError }
  | undefined;

type Next = (changed?: { ctx?: object; input?: unknown; getRawInput?: () => Promise<unknown> }) => Promise<Result>;

const marker = 'middlewareMarker';

/**
 * Links the chain of a procedure once, so that a call runs through it as through tRPC's own
 * `callTRPCProcedure`, with the same answers and errors, in a fifth of the time: tRPC copies all
 * options four times at each link, and has zod parse asynchronously, which is its slow way.
 *
 * What is not made as our procedures are (another validator than zod, a link that tRPC adds in a later
 * version) is left to tRPC.
 */
export function runnerOf(procedure: AnyProcedure): Run {
  const definition = procedure._def as unknown as Definition; // see `Definition`
  const first = definition.experimental_caller ? undefined : linkSteps(definition);
  if (!first) return (call) => runInTrpc(procedure, definition, call);
  return async (call) => {
    const result = await first(call, call.ctx, undefined);
    if (result?.ok) return result.data;
    if (result) throw result.error;
    const message = 'No result from middlewares - did you forget to `return next()`?';
    throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message });
  };
}

function linkSteps(definition: Definition): Step | undefined {
  const inputs = [...definition.inputs];
  let step = resolve(definition);
  const [_resolver, ...middlewares] = definition.middlewares.toReversed();
  for (const middleware of middlewares) {
    const next = linkStep(definition, middleware, { step, inputs });
    if (!next) return undefined;
    step = next;
  }
  return step;
}

function linkStep(
  definition: Definition,
  middleware: Middleware,
  { step, inputs }: { step: Step; inputs: unknown[] },
): Step | undefined {
  const { output } = definition;
  switch (middleware._type) {
    case undefined:
      return use(definition, middleware, step);
    case 'input': {
      const input = inputs.pop();
      return input instanceof z.ZodType ? parseInput(input, step) : undefined;
    }
    case 'output':
      return output instanceof z.ZodType ? parseOutput(output, step) : undefined;
    default:
      return undefined;
  }
}

function resolve(definition: Definition): Step {
  return async (call, ctx, input) => {
    try {
      return {
        marker,
        ok: true,
        data: await definition.resolver(new StepOptions(definition, call, { ctx, input })),
        ctx,
      };
    } catch (cause) {
      return failed(cause);
    }
  };
}

function use(definition: Definition, middleware: Middleware, step: Step): Step {
  return async (call, ctx, input) => {
    const next: Next = (changed) => {
      if (!changed) return step(call, ctx, input);
      const { getRawInput } = changed;
      return step(
        getRawInput ? { ...call, getRawInput } : call,
        changed.ctx ? { ...ctx, ...changed.ctx } : ctx,
        'input' in changed ? changed.input : input,
      );
    };
    try {
      return await middleware(new StepOptions(definition, call, { ctx, input, next }));
    } catch (cause) {
      return failed(cause);
    }
  };
}

function parseInput(schema: z.ZodType, step: Step): Step {
  const parse = parserOf(schema);
  return async (call, ctx, before) => {
    let given = call.input;
    try {
      if (call.getRawInput) given = await call.getRawInput();
    } catch (cause) {
      return failed(cause);
    }
    let parsed: unknown;
    try {
      parsed = parse(given);
      if (parsed instanceof Promise) parsed = await parsed;
    } catch (cause) {
      return failed(new TRPCError({ code: 'BAD_REQUEST', cause }));
    }
    return step(call, ctx, isObject(before) && isObject(parsed) ? { ...before, ...parsed } : parsed);
  };
}

function parseOutput(schema: z.ZodType, step: Step): Step {
  const parse = parserOf(schema);
  const isExact = exactnessOf(schema);
  return async (call, ctx, input) => {
    const result = await step(call, ctx, input);
    if (!result?.ok) return result;
    try {
      if (isExact?.(result.data)) return result;
      const parsed = parse(result.data);
      return { ...result, data: parsed instanceof Promise ? await parsed : parsed };
    } catch (cause) {
      return failed(new TRPCError({ message: 'Output validation failed', code: 'INTERNAL_SERVER_ERROR', cause }));
    }
  };
}

function failed(cause: unknown): Result {
  return { marker, ok: false, error: getTRPCErrorFromUnknown(cause) };
}

/** Parses at once, until a part of the schema turns out to need a promise. */
function parserOf(schema: z.ZodType): (value: unknown) => unknown {
  let isAsync = false;
  return (value) => {
    if (isAsync) return schema.parseAsync(value);
    try {
      return schema.parse(value);
    } catch (error) {
      if (!(error instanceof z.core.$ZodAsyncError)) throw error;
      isAsync = true;
      return schema.parseAsync(value);
    }
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Given = { ctx: object; input: unknown; next?: Next };

/**
 * What middlewares and resolvers get, as tRPC gives it; but `signal` and `getRawInput` are made when they
 * are asked for, so that a copy by `...` has neither.
 */
class StepOptions {
  readonly ctx: object;
  readonly input: unknown;
  readonly type: Definition['type'];
  readonly path: string;
  readonly meta: object | undefined;
  readonly batchIndex: number;
  readonly next: Next | undefined;
  readonly #call: LinkedCall;

  constructor({ type, meta }: Definition, call: LinkedCall, { ctx, input, next }: Given) {
    this.ctx = ctx;
    this.input = input;
    this.type = type;
    this.path = call.path;
    this.meta = meta;
    this.batchIndex = call.batchIndex;
    this.next = next;
    this.#call = call;
  }

  get signal(): AbortSignal | undefined {
    return this.#call.signal();
  }

  get getRawInput(): () => Promise<unknown> {
    return this.#call.getRawInput ?? (async () => this.#call.input);
  }
}

function runInTrpc(procedure: AnyProcedure, { type }: Definition, call: ProcedureCall): Promise<unknown> {
  const { ctx, input, path, batchIndex } = call;
  const signal = call.signal();
  return procedure({ ctx, path, type, batchIndex, signal, getRawInput: async () => input });
}
