import type { ErrorCode } from '../core/errors.ts';

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A method and a path template. A path that starts with `//` stands at the root, not under the API prefix. */
export type Route = `${RestMethod} /${string}`;

/** How REST serves a procedure, and what the documentation says of it. */
export type Manifest = {
  route: Route;
  operationId: string;
  tag: 'Issues' | 'Comments' | 'Labels' | 'Users' | 'Auth' | 'API tokens' | 'Archive';
  summary: string;
  description: string;
  /** The status of a success; 200 when left out. */
  status?: 200 | 201 | 204;
  /** Where a created resource is found: a path template over the output, such as `/issues/{id}`. */
  location?: `/${string}`;
  /** Further addresses of the same procedure. */
  aliases?: readonly { route: Route; operationId: string }[];
  /** What else than bad credentials and bad input can go wrong. */
  errors?: readonly ErrorCode[];
  /** Whether it takes application/x-www-form-urlencoded as well as JSON. */
  form?: boolean;
};
