import type { IncomingMessage, Server } from 'node:http';

/** How long the bodies of requests may take to arrive. */
export type BodyTimes = {
  /** Of all but files. */
  usualMs: number;
  /** Of files: as long as their connection makes progress, but not for ever. */
  filesMs: number;
};

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Refuses a request whose body takes too long, as Node does: it knows one time for all of them. */
export function boundBody(server: Server, request: IncomingMessage, { usualMs }: BodyTimes): void {
  if (!hasBody(request)) return;
  const timer = setTimeout(() => {
    if (request.complete) return; // it is here, and waits for us
    const late = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    server.emit('clientError', late, request.socket);
  }, usualMs).unref();
  timers.set(request, timer);
  const end = () => clearTimeout(timer);
  request.once('end', end).once('close', end);
}

/** Lets the body of a request take as long as files may. */
export function awaitFiles(request: IncomingMessage): void {
  clearTimeout(timers.get(request));
}

/** Node says of every request that it is not complete while its head is looked at (RFC 9112, section 6). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
