import type { Context } from '../core/context.ts';
import type { Kind, Procedure } from './chain.ts';

/** All procedures, by feature and verb. It has exactly two levels, which keeps every type that is made from it flat. */
export type Api = Record<string, Record<string, Procedure>>;

/** The procedures as functions, for calls in process. */
export type CallerOf<A extends Api> = {
  [Feature in keyof A]: {
    [Verb in keyof A[Feature]]: A[Feature][Verb] extends Procedure<Kind, infer In, infer Out>
      ? (input: In) => Promise<Out>
      : never;
  };
};

/** The procedures of an API as functions. Each call gets a context of its own. */
export function callerOf<A extends Api>(api: A, createContext: () => Promise<Context>): CallerOf<A> {
  return mapProcedures(
    api,
    ({ run }) =>
      async (input: unknown) =>
        run({ ctx: await createContext(), input: () => input, signal: () => undefined }),
  ) as CallerOf<A>;
}

/** What `make` makes of each procedure, by the same names. */
export function mapProcedures<Made>(
  api: Api,
  make: (procedure: Procedure) => Made,
): Record<string, Record<string, Made>> {
  return mapValues(api, (feature) => mapValues(feature, make));
}

function mapValues<Value, Made>(record: Record<string, Value>, make: (value: Value) => Made): Record<string, Made> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value)]));
}
