import type { IncomingMessage } from 'node:http';
import { AppError } from '@docket/router';
import type { FastifyInstance } from 'fastify';

/**
 * Refuses requests whose Host header is missing or names no host (RFC 9112, section 3.2): what makes an address of it
 * would fail, or lead elsewhere.
 */
export function requireHost(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers: { host }, raw }, _reply, done) => {
    if (host === undefined ? raw.httpVersion === '1.0' : isHost(host)) done();
    else {
      const what = host === undefined ? 'is missing' : 'does not name a host';
      done(new AppError('malformed_request', { detail: `The Host header ${what}` }));
    }
  });
}

let lastHost: string | undefined;

function isHost(host: string): boolean {
  if (host === lastHost) return true; // nearly all requests name the same
  if (/[\s@/?#\\]/.test(host) || !URL.canParse(`http://${host}`)) return false;
  lastHost = host;
  return true;
}

const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/is;

/**
 * Makes the absolute form of an address, which proxies use, the usual one (RFC 9112, section 3.2.2): its authority takes
 * the place of the Host header. A password that stands there reaches neither the log nor an answer.
 */
export function toOriginForm(request: IncomingMessage): void {
  if (request.url?.startsWith('/')) return;
  const [, authority, path = ''] = ABSOLUTE.exec(request.url ?? '') ?? [];
  if (authority === undefined) return;
  request.url = path.startsWith('/') ? path : `/${path}`;
  request.headers.host = authority;
}
