import {
  type AnyProcedure,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  initTRPC,
} from '@trpc/server';
import { expect } from 'vitest';
import { runnerOf } from '../../src/procedures/run.ts';

export type Ctx = { who: string; log: unknown[]; nested: { count: number } };

/** tRPC for procedures of the tests of `run.ts`. */
export const t = initTRPC.context<Ctx>().meta<{ note: string }>().create({ isDev: false }); // no stacks, which differ
export const thrower = (thrown: unknown) => (): never => {
  throw thrown;
};

/** Of an error what a door can see. */
export function described(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { name, message, cause, ...fields } = thrown;
  return { ...fields, class: thrown.constructor.name, name, message, cause: described(cause) };
}

type Given = { procedure: AnyProcedure; input: unknown };

const ways = {
  ours: ({ procedure, ...call }: Call) => runnerOf(procedure)({ ...call, signal: () => call.signal }),
  trpc: ({ procedure, input, ...call }: Call) =>
    callTRPCProcedure({
      ...call,
      router: t.router({ [call.path]: procedure }),
      type: typeOf(procedure),
      getRawInput: async () => input,
    }),
};

type Call = Given & { ctx: Ctx; path: string; batchIndex: number; signal: AbortSignal };

function typeOf(procedure: AnyProcedure): 'query' | 'mutation' {
  return (procedure._def as unknown as { type: 'query' | 'mutation' }).type;
}

export const signal: AbortSignal = new AbortController().signal;

/** What the call comes to, what its chain wrote to the log, and what became of the context that it was given. */
async function seen(way: (call: Call) => Promise<unknown>, { procedure, input }: Given) {
  const ctx: Ctx = { who: 'ada', log: [], nested: { count: 0 } };
  const given = { ctx, path: 'the.path', batchIndex: 3 };
  const outcome = await way({ ...given, procedure, input, signal }).then(
    (data) => ({ data, isGiven: data === ctx }),
    (error: unknown) => {
      const type = typeOf(procedure);
      const shape = getTRPCErrorShape({
        config: t._config,
        error: getTRPCErrorFromUnknown(error),
        type,
        ...given,
        input,
      });
      return { error: described(error), shape };
    },
  );
  return { outcome, ctx };
}

/** Calls the procedure in our way and in that of tRPC, and fails unless both come to the same, which it gives. */
export async function same(procedure: AnyProcedure, input?: unknown) {
  const ours = await seen(ways.ours, { procedure, input });
  expect(ours).toEqual(await seen(ways.trpc, { procedure, input }));
  return ours;
}

export const echo = ({ input }: { input: unknown }): unknown => ({ input });
