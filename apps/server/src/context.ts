import type { RestOptions } from '@docket/rest';
import type { Cookies, Docket, Identity, RequestInfo } from '@docket/router';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerTokenOf } from './bearer.ts';
import { isCrossSite } from './cross-site.ts';
import { actorName, clientAddress } from './log.ts';
import type { Watcher } from './observe/watcher.ts';
import { positionField } from './position-field.ts';
import { rateLimitFields } from './rate-limit-fields.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who made the call, for the log: `user:ID`, or undefined before that is known. */
    actor?: string;
  }
}

/** Makes the context of a call from its HTTP request. Nothing behind it looks at a header. */
export function contextMaker(docket: Docket, watcher: Watcher): RestOptions['createContext'] {
  return async (request, reply) => {
    const context = await docket.createContext(
      credentialsOf(request),
      requestInfo(docket, watcher, { request, reply }),
    );
    request.actor = actorName(context.actor);
    return context;
  };
}

type Exchange = { request: FastifyRequest; reply: FastifyReply };

/** What a call gets to know of its HTTP request. */
export function requestInfo(
  { settings }: Docket,
  { around, limit }: Watcher,
  { request, reply }: Exchange,
): RequestInfo {
  const reportLimit = rateLimitFields(reply);
  return {
    id: request.id,
    cookies: cookiesOf(settings, { request, reply }),
    isCrossSite: isCrossSite(request, settings),
    ...originOf(request),
    reportLimit(state) {
      reportLimit(state);
      limit?.(state);
    },
    reportPosition: positionField(reply),
    log: request.log,
    ...(around && { around: around(request) }),
  };
}

/**
 * What a call over a WebSocket gets to know of the request that opened it. That came from no other site, and it is no answer
 * that could set a cookie; those which it brought may be another session's by now.
 */
export function socketInfo(
  { around, limit }: Watcher,
  request: FastifyRequest,
  { id, reportPosition }: Pick<RequestInfo, 'id' | 'reportPosition'>,
): RequestInfo {
  return {
    id,
    cookies: null,
    isCrossSite: false,
    ...originOf(request),
    reportLimit: (state) => limit?.(state),
    ...(reportPosition && { reportPosition }),
    log: request.server.log.child({ request_id: id }),
    ...(around && { around: around(request) }),
  };
}

function originOf(request: FastifyRequest): Pick<RequestInfo, 'address' | 'agent'> {
  return { address: clientAddress(request), agent: request.headers['user-agent']?.slice(0, 300) ?? null };
}

/** Only the Authorization header counts (RFC 6750): a token in a URL would end up in logs. */
function credentialsOf(request: FastifyRequest): Identity {
  const access_token = bearerTokenOf(request.headers.authorization);
  return access_token ? { access_token } : 'anonymous';
}

/** Browsers leave the port of the scheme out, so whoever writes it means the same address. */
const PORT_IN_HOST = /:(?!80$|443$)(\d+)$/;

/**
 * A browser sends a cookie to every port of a host (RFC 6265, section 8.5), so the port is in the name: two Dockets on
 * one host leave each other's sessions alone.
 */
function nameOnPort(name: string, host: string): string {
  const [, port] = PORT_IN_HOST.exec(host) ?? [];
  return port ? `${name}_${port}` : name;
}

/** What a prefix asks of a browser for the cookies of a path. */
const prefixOf = (path: string) => (path === '/' ? '__Host-' : '__Secure-');

/**
 * In production the browser itself sees to it that a cookie was set by this host alone, over HTTPS:
 * that is what the prefix asks of it (RFC 6265bis, section 4.1.3.2), so one that another host or
 * an unsafe network planted is never read. Below a path of its own, it is that it was set over HTTPS.
 */
function cookiesOf(
  { ENVIRONMENT, COOKIE_NAME, PUBLIC_URL }: Docket['settings'],
  { request, reply }: Exchange,
): Cookies {
  const secure = ENVIRONMENT === 'production';
  const place = () => {
    const { host, pathname } = PUBLIC_URL === undefined ? { host: request.host, pathname: '/' } : new URL(PUBLIC_URL);
    const sent = (name: string) => `${secure ? prefixOf(pathname) : ''}${COOKIE_NAME ?? nameOnPort(name, host)}`;
    return { sent, attributes: { path: pathname, httpOnly: true, sameSite: 'strict', secure } as const };
  };
  return {
    get: (name) => request.cookies[place().sent(name)],
    set(name, value, maxAge) {
      const { sent, attributes } = place();
      reply.setCookie(sent(name), value, { ...attributes, maxAge });
    },
    clear(name) {
      const { sent, attributes } = place();
      reply.clearCookie(sent(name), attributes);
    },
  };
}
