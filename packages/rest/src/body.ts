import { isUtf8 } from 'node:buffer';
import { AppError } from '@docket/router';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The content type of a request, in small letters and without its parameters. */
export function mediaType(request: FastifyRequest): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

export function isForm(request: FastifyRequest): boolean {
  return mediaType(request) === 'application/x-www-form-urlencoded';
}

/** What says to whom sends a content type that is not taken here which ones are. */
export function refuseContentType(request: FastifyRequest, contentTypes: readonly string[]): AppError | undefined {
  const contentType = mediaType(request);
  if (contentType === undefined || contentTypes.includes(contentType)) return undefined;
  return new AppError('unsupported_media_type', { detail: `Send ${contentTypes.join(' or ')} here` });
}

/** What refuses a compressed body: a few KB of one may be gigabytes. */
export function refuseCoding({ headers }: FastifyRequest, reply: FastifyReply): AppError | undefined {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return undefined;
  reply.header('accept-encoding', 'identity'); // RFC 9110, section 15.5.16
  return new AppError('unsupported_media_type', { detail: 'Send the body as it is, without Content-Encoding' });
}

/**
 * JSON as RFC 8259 has it: UTF-8, where Fastify would put a question mark for what is not. An empty
 * body is no body, whatever its content type: many clients always send one.
 */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (!isUtf8(body)) done(new AppError('malformed_request', { detail: 'The body is not UTF-8' }));
    else void parse(request, body.toString(), done);
  });
}
