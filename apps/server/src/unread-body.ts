import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { tooLarge } from '@docket/rest';
import type { FastifyInstance, RequestPayload } from 'fastify';

/**
 * Hangs up on who goes on sending a body of more than `limit` bytes after the answer is given, such
 * as 415 before the body was read. Node would read and drop it to the end, however long it is, and
 * what waits to be dropped takes memory. A short rest is read, so that an honest client gets to
 * see its answer and can keep its connection.
 */
export function hangUpOnUnreadBodies(app: FastifyInstance, limit: number): void {
  app.addHook('onSend', (request, _reply, _payload, done) => {
    dropRest(request.raw, limit);
    done();
  });
}

/** The same for one request, where Fastify runs no hooks. */
export function dropRest(request: IncomingMessage, limit: number): void {
  if (request.complete) return;
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > limit) request.destroy();
  });
  request.resume(); // who stopped reading it in the midst has paused it
}

type Body = { headers: IncomingHttpHeaders; payload: RequestPayload; maxBytes: number };

/** Hands on a body that has at most so many bytes. A longer one is refused unread, or where it passes them when its length is not said. */
export function boundBody(
  { headers, payload, maxBytes }: Body,
  done: (error: Error | null, payload?: RequestPayload) => void,
): void {
  const length = headers['content-length'];
  if (length === undefined) done(null, payload.pipe(cutAfter(maxBytes)));
  else if (Number(length) > maxBytes) done(tooLarge(maxBytes));
  else done(null, payload);
}

function cutAfter(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}
