import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

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
}
