import type { Api } from './procedures/caller.ts';
import type { Procedure } from './procedures/chain.ts';
import { api } from './root.ts';

/** A procedure and its name, such as `issue.list`. */
export type ProcedureInfo = Procedure & { name: string };

/** All procedures of an API, that of Docket when left out, in the order in which they are written down. */
export function listProcedures(given: Api = api): ProcedureInfo[] {
  return Object.entries(given).flatMap(([feature, procedures]) =>
    Object.entries(procedures).map(([verb, procedure]) => ({ ...procedure, name: `${feature}.${verb}` })),
  );
}
