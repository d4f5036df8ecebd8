import { AppError, describeError, type ErrorCode, type ErrorDescription, logFault } from '@docket/router';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from './node-http.ts';
import { shownPath } from './shown-path.ts';

/** The media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/**
 * Answers every error of the server as problem details (RFC 9457): those that procedures throw,
 * those of Fastify itself, and unknown addresses.
 */
export function answerWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(new AppError('route_not_found'), request, reply));
}

/**
 * Answers with the problem details of an error, and logs it when the fault is ours.
 *
 * @param more what an error says besides
 */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  more?: (description: ErrorDescription) => object,
): FastifyReply {
  const known = isTooLarge(error) ? tooLarge(request.routeOptions.bodyLimit) : asAppError(error);
  const description = describeError(known);
  logFault(request.log, known, { route: request.routeOptions?.url });
  if (description.status === 401) reply.header('www-authenticate', 'Bearer');
  if (description.code === 'insufficient_scope') {
    reply.header('www-authenticate', 'Bearer error="insufficient_scope"'); // RFC 6750, section 3.1
  }
  const seconds = retryAfterOf(description);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  return reply
    .code(description.status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify({ ...toProblem(description, request), ...more?.(description) }));
}

/** The error for a body of more than so many bytes. */
export function tooLarge(maxBytes: number): AppError {
  return new AppError('payload_too_large', { detail: `Send at most ${maxBytes / 1024} KB here` });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
}

/** The Retry-After field of an error (RFC 9110, section 10.2.3), for those that pass by themselves. */
export function retryAfterOf({ status, retry_after }: ErrorDescription): number | undefined {
  return retry_after ?? (status === 503 ? 1 : undefined);
}

/** The problem details of an error. Only what is no request at all has no `url`. */
export function toProblem(
  { code, status, detail, errors, conflicts, current }: ErrorDescription,
  request: Pick<FastifyRequest, 'id'> & { url?: string },
) {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail,
    instance: request.url === undefined ? undefined : shownPath(request.url),
    code,
    request_id: request.id,
    ...(errors && { errors }),
    ...(conflicts && { conflicts }),
    ...(current && { current }),
  };
}

/**
 * What Fastify itself refuses before a procedure is reached, as an error of ours; any other error
 * as it is. Fastify's own words are written for callers, but of a bad address they repeat it.
 */
export function asAppError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'statusCode' in error)) return error;
  const status = Number(error.statusCode);
  if (isLeftInBody(error)) return new AppError('malformed_request', { detail: 'The body was not sent to its end' });
  if (!String(error.code).startsWith('FST_') || status < 400 || status >= 500) return error;
  const reason = REASON_BY_STATUS[status] ?? 'malformed_request';
  return new AppError(reason, wordsFor(String(error.code), error.message));
}

function wordsFor(code: string, message: string): { detail?: string } {
  if (code === 'FST_ERR_BAD_URL') return {};
  return { detail: code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'A part of the path is too long' : message };
}

/** The client has left before all of its body was here, and hears no answer: Node's error for that, as Fastify passes it on. */
function isLeftInBody({ code, message }: Error & { code: unknown }): boolean {
  return code === 'ECONNRESET' && message === 'aborted';
}

const REASON_BY_STATUS: Partial<Record<number, ErrorCode>> = {
  403: 'route_not_found', // a file that is not served
  404: 'route_not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};
