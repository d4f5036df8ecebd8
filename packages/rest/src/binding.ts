import { listProcedures, type Meta, type ProcedureInfo, type RestMethod } from '@docket/router';
import { z } from 'zod';
import { type Coerce, coercionFor, leaveAsIs } from './coercion.ts';

/** Where the REST API lives. */
export const API_PREFIX = '/api/v1';

/** One procedure at one REST address. */
export type Binding = {
  /** The procedure, such as `issue.list`. */
  procedure: string;
  type: 'query' | 'mutation';
  run: ProcedureInfo['run'];
  method: RestMethod;
  /** The whole path with its parameters in braces, such as `/api/v1/issues/{id}`. */
  path: string;
  operationId: string;
  /** Whether this is a second address of the procedure. */
  isAlias: boolean;
  status: number;
  /** Where a created resource is found, as a whole path over the output. */
  location: string | undefined;
  contentTypes: readonly string[];
  /** Whether the procedure takes an input at all. */
  hasInput: boolean;
  /** What the documentation calls the input; undefined when it has no name of its own. */
  inputName: string | undefined;
  /** Whether the answer is a list with neighbouring pages. */
  isList: boolean;
  /** Turns the text of paths, queries and forms into the declared types. */
  coerce: Coerce;
  meta: Meta;
};

/** All REST addresses, read off the procedures' meta. A procedure without `meta.openapi` has none. */
export function restBindings(procedures: ProcedureInfo[] = listProcedures()): Binding[] {
  return procedures.flatMap(bindingsOf);
}

function bindingsOf({ name, type, meta, input, output, run }: ProcedureInfo): Binding[] {
  const { openapi, rest } = meta;
  if (!openapi || !rest) return [];
  if (type === 'subscription') throw new Error(`${name}: REST has no subscriptions`);
  const shared = {
    procedure: name,
    type,
    run,
    status: rest.status,
    location: rest.location && wholePath(rest.location),
    contentTypes: openapi.contentTypes ?? ['application/json'],
    hasInput: input !== undefined,
    inputName: input && z.globalRegistry.get(input)?.id,
    isList: output instanceof z.ZodObject && 'items' in output.shape,
    coerce: input ? coercionFor(input) : leaveAsIs,
    meta,
  } as const;
  return [
    {
      ...shared,
      method: openapi.method,
      path: wholePath(openapi.path),
      operationId: openapi.operationId ?? name,
      isAlias: false,
    },
    ...rest.aliases.map((alias) => ({ ...shared, ...alias, path: wholePath(alias.path), isAlias: true })),
  ];
}

/** A path that starts with `//` stands at the root. */
function wholePath(path: string): string {
  const unclear = path.match(/[^\w/{}.~-]|\{(?!\w+\})/);
  if (unclear) throw new Error(`${path}: a REST path is made of plain words, and {parameters} that are one word each`);
  return path.startsWith('//') ? path.slice(1) : API_PREFIX + path;
}
