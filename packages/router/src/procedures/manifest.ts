import type { ErrorCode } from '../core/errors.ts';

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A method and a path template. A path that starts with `//` stands at the root, not under the API prefix. */
export type Route = `${RestMethod} /${string}`;

type Tag =
  | 'Projects'
  | 'Issues'
  | 'Sync'
  | 'Comments'
  | 'Attachments'
  | 'Labels'
  | 'Milestones'
  | 'Views'
  | 'Notifications'
  | 'Templates'
  | 'Users'
  | 'Auth'
  | 'API tokens'
  | 'Webhooks'
  | 'Archive';

const KB = 1024;

/**
 * Bytes that the body of a request may have, by what it is about. A large one costs whoever reads it: what accounts need
 * is small, and strangers may send it.
 */
export const MAX_BODY_BYTES: Record<Tag, number> = {
  Projects: 16 * KB,
  Issues: 128 * KB,
  Sync: 16 * KB,
  Comments: 128 * KB,
  Attachments: 16 * KB, // of the files there is more, which are not read as a body
  Labels: 128 * KB,
  Milestones: 128 * KB,
  Views: 16 * KB,
  Notifications: 16 * KB,
  Templates: 128 * KB,
  Users: 16 * KB,
  Auth: 16 * KB,
  'API tokens': 16 * KB,
  Webhooks: 16 * KB,
  Archive: 1024 * KB,
};

/** A further address of the same procedure. */
type Alias = {
  route: Route;
  operationId: string;
  /** Fields of the input that the address stands for, as `/users/me` does for an id. */
  given?: Record<string, string>;
};

/** How REST serves a procedure, and what the documentation says of it. */
export type Manifest = {
  route: Route;
  operationId: string;
  tag: Tag;
  summary: string;
  description: string;
  /** The status of a success; 200 when left out. */
  status?: 200 | 201 | 204 | 207;
  /** Where a created resource is found: a path template over the output, such as `/issues/{id}`. */
  location?: `/${string}`;
  aliases?: readonly Alias[];
  /** By what name OAuth 2 clients ask for it at the addresses where tokens are given (RFC 6749, sections 4.3.2 and 6). */
  grantType?: 'password' | 'refresh_token';
  /** What else than bad credentials and bad input can go wrong. */
  errors?: readonly ErrorCode[];
  /** The answer holds a secret: it is not kept for a repeat with the same Idempotency-Key. */
  answersSecret?: true;
  /** Of a download: the media types that its answer may have, the usual one first. */
  media?: readonly string[];
  /** Of a download: it has an entity tag, and parts of it can be asked for. */
  hasParts?: true;
  /** Whether it takes application/x-www-form-urlencoded as well as JSON. */
  form?: boolean;
};
