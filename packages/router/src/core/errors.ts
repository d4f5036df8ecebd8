import { isUnavailable } from '@docket/db';
import { TRPCError } from '@trpc/server';
import type { ZodError } from 'zod';
import { brief } from './brief.ts';

/** What can go wrong, as every door says it: the tRPC code, the HTTP status, and the words. */
export const errorTable = {
  malformed_request: error('BAD_REQUEST', 400, 'The request cannot be read'),
  invalid_reset_token: error('BAD_REQUEST', 400, 'The reset token is not valid any more: ask for a new one'),
  invalid_confirmation: error(
    'BAD_REQUEST',
    400,
    'The link is not valid any more: ask for the change of address again',
  ),
  invalid_invitation: error('BAD_REQUEST', 400, 'The invitation is not valid any more: ask an admin for another one'),
  invalid_unsubscribe_token: error('BAD_REQUEST', 400, 'This link is of no mail of ours: take it as it came'),
  unauthenticated: error('UNAUTHORIZED', 401, 'Could not validate credentials'),
  invalid_credentials: error('UNAUTHORIZED', 401, 'Invalid credentials'),
  login_inactive: error('UNAUTHORIZED', 401, 'User is inactive'),
  login_unconfirmed: error('UNAUTHORIZED', 401, 'Confirm your email address first: the link was mailed to you'),
  invalid_refresh_token: error('UNAUTHORIZED', 401, 'The refresh token is not valid: log in again'),
  forbidden: error('FORBIDDEN', 403, 'Not enough permissions'),
  wrong_password: error('FORBIDDEN', 403, 'The current password is not right'),
  insufficient_scope: error('FORBIDDEN', 403, 'The API token lacks the scope for this'),
  session_required: error('FORBIDDEN', 403, 'Only a session can do this: log in'),
  cross_site_request: error('FORBIDDEN', 403, 'The origin of this page is not listed in CORS_ORIGINS'),
  inactive_user: error('FORBIDDEN', 403, 'Inactive user'),
  registration_closed: error('FORBIDDEN', 403, 'Registration is closed: ask an admin for an account'),
  user_required: error('FORBIDDEN', 403, 'Only a user can do this: a script acts as one with { user }'),
  route_not_found: error('NOT_FOUND', 404, 'There is nothing at this address'),
  user_not_found: error('NOT_FOUND', 404, 'User not found'),
  issue_not_found: error('NOT_FOUND', 404, 'Issue not found'),
  event_not_found: error('NOT_FOUND', 404, 'Event not found'),
  attachment_not_found: error('NOT_FOUND', 404, 'Attachment not found'),
  comment_not_found: error('NOT_FOUND', 404, 'Comment not found'),
  project_not_found: error('NOT_FOUND', 404, 'Project not found'),
  member_not_found: error('NOT_FOUND', 404, 'Member not found'),
  milestone_not_found: error('NOT_FOUND', 404, 'Milestone not found'),
  relation_not_found: error('NOT_FOUND', 404, 'Relation not found'),
  bulk_edit_not_found: error('NOT_FOUND', 404, 'Bulk edit not found: its author can undo it for a day'),
  template_not_found: error('NOT_FOUND', 404, 'Template not found'),
  view_not_found: error('NOT_FOUND', 404, 'View not found'),
  notification_not_found: error('NOT_FOUND', 404, 'Notification not found'),
  label_not_found: error('NOT_FOUND', 404, 'Label not found'),
  session_not_found: error('NOT_FOUND', 404, 'Session not found'),
  token_not_found: error('NOT_FOUND', 404, 'API token not found'),
  webhook_not_found: error('NOT_FOUND', 404, 'Webhook not found'),
  delivery_not_found: error('NOT_FOUND', 404, 'Delivery not found'),
  file_missing: error('NOT_FOUND', 404, 'The content of this file is not in the store any more: tell an admin'),
  method_not_allowed: error('METHOD_NOT_SUPPORTED', 405, 'This address does not take this method'),
  email_taken: error('CONFLICT', 409, 'Email already registered'),
  username_taken: error('CONFLICT', 409, 'Username already taken'),
  label_taken: error('CONFLICT', 409, 'There is already a label of this name'),
  template_taken: error('CONFLICT', 409, 'The project has a template of this name already'),
  milestone_taken: error('CONFLICT', 409, 'The project has a milestone of this title already'),
  id_taken: error('CONFLICT', 409, 'This id is taken: make another'),
  idempotency_answer_not_kept: error(
    'CONFLICT',
    409,
    'Done before with this Idempotency-Key, and the answer is not kept: look what there is',
  ),
  project_key_taken: error('CONFLICT', 409, 'Another project has this key, or had it'),
  project_archived: error('CONFLICT', 409, 'The project is archived: a manager can take it out of the archive'),
  visibility_unconfirmed: error(
    'CONFLICT',
    409,
    'Every user would see it there: send `confirm_visibility: true` if that is meant',
  ),
  bulk_edit_undone: error('CONFLICT', 409, 'The bulk edit was undone before this issue had its turn'),
  project_not_empty: error(
    'CONFLICT',
    409,
    'The project has issues, labels or milestones: move or delete them, or archive it',
  ),
  main_project: error('CONFLICT', 409, 'This is the main project, which always is there'),
  member_exists: error('CONFLICT', 409, 'This user is a member already: change the role'),
  too_many_files: error('CONFLICT', 409, 'There are as many files here as there can be: delete some first'),
  file_quota_exceeded: error('CONFLICT', 409, 'The files of this project have no more room: delete some first'),
  webhook_inactive: error('CONFLICT', 409, 'The webhook is not active: activate it first'),
  not_in_bin: error('CONFLICT', 409, 'The issue is not in the bin: delete it first'),
  last_manager: error('CONFLICT', 409, 'This is the last manager of a private project: name another one first'),
  last_admin: error('CONFLICT', 409, 'This is the last active admin: make another user an admin first'),
  not_invitable: error('CONFLICT', 409, 'Only an active account that never had a login can be invited'),
  no_mail: error('CONFLICT', 409, 'This server sends no mail: set SMTP_URL, or set a password for the account'),
  precondition_failed: error(
    'PRECONDITION_FAILED',
    412,
    'Somebody has changed this since: look at what there is now, and decide anew',
  ),
  payload_too_large: error('PAYLOAD_TOO_LARGE', 413, 'The request is too large'),
  file_too_large: error('PAYLOAD_TOO_LARGE', 413, 'The file is too large'),
  batch_too_large: error(
    'PAYLOAD_TOO_LARGE',
    413,
    'The answers of this batch are too large together: make this call in a request of its own',
  ),
  unsupported_media_type: error('UNSUPPORTED_MEDIA_TYPE', 415, 'This content type is not taken here'),
  range_not_satisfiable: error('BAD_REQUEST', 416, 'There are no such bytes'),
  upgrade_required: error('BAD_REQUEST', 426, 'This is the address of a WebSocket: open one'),
  validation_failed: error('UNPROCESSABLE_CONTENT', 422, 'The input is not valid'),
  idempotency_key_reused: error(
    'UNPROCESSABLE_CONTENT',
    422,
    'This Idempotency-Key came with another request: make a new one for each',
  ),
  rate_limited: error('TOO_MANY_REQUESTS', 429, 'Too many requests: try again later'),
  internal_error: error('INTERNAL_SERVER_ERROR', 500, 'Something went wrong on our side'),
  unavailable: error('SERVICE_UNAVAILABLE', 503, 'The service cannot do this at the moment: try again soon'),
} satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

type ErrorEntry = { trpc: TRPCError['code']; status: number; detail: string };

/** One thing that is wrong with the input. `path` is dotted, such as `labels.0`; empty for the whole. */
export type ValidationIssue = { path: string; message: string; code: string };

/** A field that an edit would change, and somebody else has changed since the version of the edit. */
export type Conflict = { field: string; yours: ConflictValue; current: ConflictValue };

export type ConflictValue = string | number | boolean | string[] | null;

/** An error as a caller sees it, without what only its door adds (address, request id). */
export type ErrorDescription = {
  code: ErrorCode;
  status: number;
  detail: string;
  errors?: ValidationIssue[];
  /** Why an edit was not made, field by field, and what there is instead. */
  conflicts?: Conflict[];
  current?: object;
  /** Seconds after which the call may work; stands in the Retry-After header. */
  retry_after?: number;
};

/** The error that the domain throws. In process it arrives as it is, so scripts can read `reason`. */
export class AppError extends TRPCError {
  override name = 'AppError';
  readonly reason: ErrorCode;
  readonly errors: ValidationIssue[] | undefined;
  readonly retry_after: number | undefined;
  readonly conflicts: Conflict[] | undefined;
  readonly current: object | undefined;

  constructor(reason: ErrorCode, options: AppErrorOptions = {}) {
    const { detail, errors, retry_after, conflicts, current, cause } = options;
    const entry = errorTable[reason];
    super({ code: entry.trpc, message: detail ?? entry.detail, cause });
    this.reason = reason;
    this.errors = errors;
    this.retry_after = retry_after;
    this.conflicts = conflicts;
    this.current = current;
  }
}

type AppErrorOptions = Partial<Pick<ErrorDescription, Detail>> & {
  /** For the log only: no caller sees it. */
  cause?: unknown;
};

/** A validation error that the schema alone cannot find, such as a label that does not exist. */
export function invalidInput(path: string, message: string, code: string): AppError {
  return new AppError('validation_failed', { errors: [{ path, message, code }] });
}

/** An answer lists no more than this many validation issues, however wrong the input is. */
export const MAX_ISSUES = 20;

/**
 * Says what an error means to a caller. Of an unexpected error it tells nothing: no message, no
 * SQL, no stack.
 */
export function describeError(thrown: unknown): ErrorDescription {
  if (thrown instanceof AppError) {
    const { reason, message: detail, errors, retry_after, conflicts, current } = thrown;
    return describe(reason, { detail, errors, retry_after, conflicts, current });
  }
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause instanceof AppError) return describeError(cause);
  // A driver's error has a cause of its own; one that tRPC has wrapped is the cause.
  if (isUnavailable(thrown) || isUnavailable(cause)) return describe('unavailable');
  if (!(thrown instanceof TRPCError) || thrown.code === 'INTERNAL_SERVER_ERROR') return describe('internal_error');
  // tRPC wraps whatever an input made go wrong: such words are not written for callers.
  return describe(reasonOfProtocolError(thrown.code), { detail: cause === undefined ? thrown.message : undefined });
}

/**
 * Whether the server, not the caller, is to blame: such an error is logged (`fault-log.ts`). What says
 * when to come back is a limit of ours at work, and comes by the thousand when there is a flood.
 */
export function isUnexpected(thrown: unknown): boolean {
  const { status, retry_after } = describeError(thrown);
  return status >= 500 && retry_after === undefined;
}

type Detail = 'detail' | 'errors' | 'retry_after' | 'conflicts' | 'current';

type Details = { [Key in Detail]?: ErrorDescription[Key] | undefined };

function describe(code: ErrorCode, details: Details = {}): ErrorDescription {
  const { detail, errors, retry_after, conflicts, current } = details;
  const entry = errorTable[code];
  return {
    code,
    status: entry.status,
    detail: detail ?? entry.detail,
    ...(errors && { errors }),
    ...(conflicts && { conflicts }),
    ...(current && { current }),
    ...(retry_after !== undefined && { retry_after }),
  };
}

/** Errors that tRPC itself raises before a procedure runs. */
function reasonOfProtocolError(code: TRPCError['code']): ErrorCode {
  switch (code) {
    case 'NOT_FOUND':
      return 'route_not_found';
    case 'METHOD_NOT_SUPPORTED':
      return 'method_not_allowed';
    case 'UNSUPPORTED_MEDIA_TYPE':
      return 'unsupported_media_type';
    case 'PAYLOAD_TOO_LARGE':
      return 'payload_too_large';
    default:
      return 'malformed_request';
  }
}

/** What zod found wrong with an input, as callers see it. */
export function validationIssues(error: ZodError): ValidationIssue[] {
  return error.issues.slice(0, MAX_ISSUES).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, 100),
    message: isMissing(issue) ? 'Required' : brief(issue.message, 200),
    code: (issue.code === 'custom' && issue.params?.['code']) || issue.code,
  }));
}

function isMissing(issue: ZodError['issues'][number]): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

function error(trpc: TRPCError['code'], status: number, detail: string): ErrorEntry {
  return { trpc, status, detail };
}
