import { listProcedures, type ProcedureInfo, type RestMethod, type Route } from '@docket/router';
import { z } from 'zod';
import { type TextInput, textInput } from './coercion.ts';
import { type InputSchema, inputSchema, propertiesOf } from './json-schema.ts';

/** Where the REST API lives. */
export const API_PREFIX = '/api/v1';

/** One procedure at one REST address. */
export type Binding = {
  procedure: ProcedureInfo;
  method: RestMethod;
  /** The whole path with its parameters in braces, such as `/api/v1/issues/{id}`. */
  path: string;
  operationId: string;
  /** Whether this is a second address of the procedure. */
  isAlias: boolean;
  /** Fields of the input that the address stands for. */
  given?: Record<string, string>;
  status: 200 | 201 | 204 | 207;
  /** Where a created resource is found, as a whole path over the output. */
  location: string | undefined;
  contentTypes: readonly string[];
  /** What the documentation calls the input; undefined when it has no name of its own. */
  inputName: string | undefined;
  /** Whether the answer is a list with neighbouring pages. */
  isList: boolean;
  /** Whether what stands at the address can be edited: an entity tag says what state it is in. */
  isVersioned: boolean;
  /** What the input may have. Made by the first call: making it for every procedure slows the start. */
  declared(): DeclaredInput;
  /** Whether it ignores what it does not know, whatever its caller prefers. */
  isLenient?: true;
};

type DeclaredInput = {
  /** The parameters that the query may have. */
  parameters: readonly string[];
  /** Reads paths, queries and forms. */
  text: TextInput;
  schema: InputSchema;
};

/** All REST addresses, as the procedures declare them. */
export function restBindings(procedures: ProcedureInfo[] = listProcedures()): Binding[] {
  const bindings = procedures.flatMap(bindingsOf);
  const versioned = new Set(
    bindings.flatMap(({ method, path, isVersioned }) => (method === 'GET' && isVersioned ? path : [])),
  );
  return bindings.map((binding) => ({ ...binding, isVersioned: binding.isVersioned || versioned.has(binding.path) }));
}

function bindingsOf(procedure: ProcedureInfo): Binding[] {
  const { route, operationId, aliases = [], status = 200, location, input, output } = procedure;
  const shared = {
    procedure,
    status,
    location: location && wholePath(location),
    contentTypes: contentTypesOf(procedure),
    inputName: input && z.globalRegistry.get(input)?.id,
    isList: procedure.kind === 'query' && output instanceof z.ZodObject && 'items' in output.shape,
    isVersioned: output instanceof z.ZodObject && 'version' in output.shape,
  };
  const at = (place: Place) => ({ ...shared, ...place, declared: once(() => declaredAt(place, input)) });
  return [
    { ...at(placeOf(route)), operationId, isAlias: false },
    ...aliases.map(({ route: other, ...alias }) => ({ ...at(placeOf(other)), ...alias, isAlias: true })),
  ];
}

function declaredAt(place: Place, input: ProcedureInfo['input']): DeclaredInput {
  const schema = inputSchema(input);
  const properties = propertiesOf(schema.root);
  return { schema, text: textInput(properties), parameters: parametersOf(place, Object.keys(properties)) };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What does not stand in the path; with another method it stands in the body. */
function parametersOf({ method, path }: Place, fields: string[]): string[] {
  return isInQuery(method) ? fields.filter((field) => !path.includes(`{${field}}`)) : [];
}

/** Whether the input stands in the address, and not in a body. */
export function isInQuery(method: RestMethod): boolean {
  return method === 'GET' || method === 'DELETE';
}

/** What a procedure takes as its body. */
export function contentTypesOf({ kind, form = false }: Pick<ProcedureInfo, 'kind' | 'form'>): string[] {
  if (kind === 'upload') return ['multipart/form-data'];
  return ['application/json', ...(form ? ['application/x-www-form-urlencoded'] : [])];
}

type Place = { method: RestMethod; path: string };

function placeOf(route: Route): Place {
  const [method, path] = route.split(' ') as [RestMethod, `/${string}`]; // as its type has it
  return { method, path: wholePath(path) };
}

/** A path that starts with `//` stands at the root. */
function wholePath(path: string): string {
  const unclear = path.match(/[^\w/{}.~-]|\{(?!\w+\})/);
  if (unclear) throw new Error(`${path}: a REST path is made of plain words, and {parameters} that are one word each`);
  return path.startsWith('//') ? path.slice(1) : API_PREFIX + path;
}

/** `/issues/{id}` as Fastify writes it: `/issues/:id`. */
export function routeOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
