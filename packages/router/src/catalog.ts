import type { AnyProcedure, AnyTRPCRouter } from '@trpc/server';
import { z } from 'zod';
import type { Meta } from './procedures/meta.ts';
import { type Run, runnerOf } from './procedures/run.ts';
import { appRouter } from './root.ts';

/** What a door needs to know of a procedure. */
export type ProcedureInfo = {
  /** Such as `issue.list`. */
  name: string;
  type: 'query' | 'mutation' | 'subscription';
  meta: Meta;
  input: z.ZodType | undefined;
  output: z.ZodType;
  run: Run;
};

/**
 * All procedures of the API, in the order in which they are written down.
 *
 * @throws Error when a procedure has no output schema: a database row would leave as it is.
 */
export function listProcedures(router: AnyTRPCRouter = appRouter): ProcedureInfo[] {
  // tRPC's type has them nested; what runs has them flat, by their dotted names.
  const procedures = router._def.procedures as unknown as Record<string, ProcedureLike>; // see above
  return Object.entries(procedures).map(([name, procedure]) => {
    const { type, meta, inputs, output } = procedure._def;
    if (!(output instanceof z.ZodType)) throw new Error(`${name} declares no output`);
    const input = inputs.find((schema) => schema instanceof z.ZodType);
    return { name, type, meta: meta ?? {}, input, output, run: runnerOf(procedure) };
  });
}

type ProcedureLike = AnyProcedure & {
  _def: { type: ProcedureInfo['type']; meta?: Meta; inputs: unknown[]; output?: unknown };
};
