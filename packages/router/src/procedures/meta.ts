import type { OpenApiMeta } from 'trpc-openapi';
import type { ErrorCode } from '../core/errors.ts';
import type { Scope } from '../core/scopes.ts';

/** Who may call a procedure. `signed_in` and `admin` include our own scripts. */
export type Access = 'public' | 'signed_in' | 'admin';

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What REST needs to know beyond the `OpenApiMeta` of trpc-openapi. */
type RestMeta = {
  status: 200 | 201 | 204;
  /** Where a created resource is found, as a path template over the output, such as `/issues/{id}`. */
  location?: `/${string}`;
  /** Further addresses of the same procedure. A path that starts with `//` is not under the API prefix. */
  aliases: readonly { method: RestMethod; path: `/${string}`; operationId: string }[];
  /** What else than bad credentials and bad input can go wrong. */
  errors: readonly ErrorCode[];
};

/** `scope` is what an API token needs; null: no API token may. Public procedures look at none. */
export type Meta = OpenApiMeta<{ access?: Access; scope?: Scope | null; rest?: RestMeta }>;

type RestBinding = {
  summary: string;
  description: string;
  tag: 'Issues' | 'Comments' | 'Labels' | 'Users' | 'Auth' | 'API tokens' | 'Archive';
  operationId: string;
  status?: RestMeta['status'];
  location?: RestMeta['location'];
  aliases?: RestMeta['aliases'];
  errors?: RestMeta['errors'];
  /** Takes application/x-www-form-urlencoded as well as JSON. */
  form?: boolean;
};

/** The REST side of a procedure, for `.meta()`: `rest('GET /issues/{id}', { … })`. */
export function rest(route: `${RestMethod} /${string}`, binding: RestBinding): Meta {
  const { summary, description, tag, operationId, status = 200, location, aliases = [], errors = [], form } = binding;
  const [method, path] = route.split(' ') as [RestMethod, `/${string}`];
  const contentTypes = ['application/json', ...(form ? ['application/x-www-form-urlencoded'] : [])];
  return {
    openapi: { method, path, operationId, summary, description, tags: [tag], contentTypes, errorResponses: [] },
    rest: { status, aliases, errors, ...(location && { location }) },
  };
}
