import type { DocketClient } from '../index.ts';
import type { InputOf, OutputOf } from '../procedures.ts';

type PathsOf<Feature extends keyof DocketClient> = Feature extends string
  ? {
      [Verb in keyof DocketClient[Feature] & string]: DocketClient[Feature][Verb] extends { mutate: unknown }
        ? `${Feature}.${Verb}`
        : never;
    }[keyof DocketClient[Feature] & string]
  : never;

/** A procedure that writes, such as `issue.update`. */
export type MutationPath = PathsOf<keyof DocketClient>;

type ProcedureAt<Path extends string> =
  Path extends `${infer Feature extends keyof DocketClient & string}.${infer Verb}`
    ? Verb extends keyof DocketClient[Feature]
      ? DocketClient[Feature][Verb]
      : never
    : never;

export type InputAt<Path extends string> = InputOf<ProcedureAt<Path>>;
export type OutputAt<Path extends string> = OutputOf<ProcedureAt<Path>>;
