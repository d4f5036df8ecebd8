import { AppError } from '@docket/router';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import createRouter from 'find-my-way';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on a route for what its address does not take. */
    isOther?: boolean;
  }
}

/** Counts a request that reaches no procedure. Throws AppError `rate_limited`. */
export type CountStray = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export type Addresses = {
  /** The methods that are taken at an address. Undefined where there is nothing, as where an id is left out. */
  methodsAt(url: string): string[] | undefined;
  /** The methods that are taken at any. */
  methods(): string[];
};

type Answering = { addresses: Addresses; countStray?: CountStray | undefined };

/**
 * Answers what no route takes: 405 with Allow for any other method at the address of one, OPTIONS with Allow, and 404
 * where there is nothing, whatever the method.
 */
export function answerOtherMethods(app: FastifyInstance, { addresses, countStray }: Answering): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { method, is404, routeOptions, url } = request;
    const isOther = is404 || method === 'OPTIONS' || routeOptions.config?.isOther === true;
    const methods = isOther || hasEmptyPart(url) ? methodsFor(request, addresses) : ANY;
    if (methods && !isOther) {
      done();
      return;
    }
    if (methods) reply.header('allow', [...methods, 'OPTIONS'].join(', '));
    if (methods && method === 'OPTIONS') {
      void reply.code(204).send();
      return;
    }
    const refusal = refusalOf(methods);
    if (countStray) countStray(request, reply).then(() => done(refusal), done);
    else done(refusal);
  });
}

/** `OPTIONS *` asks about the server as a whole (RFC 9110, section 9.3.7). */
function methodsFor({ method, url }: FastifyRequest, addresses: Addresses): string[] | undefined {
  return method === 'OPTIONS' && url === '*' ? addresses.methods() : addresses.methodsAt(url);
}

/** A route has taken the request, and only then it matters which methods there are. */
const ANY: string[] = [];

function refusalOf(methods: string[] | undefined): AppError {
  if (!methods) return new AppError('route_not_found');
  return new AppError('method_not_allowed', { detail: `This address takes ${methods.join(', ')}` });
}

/**
 * Collects the addresses of all routes that are added from here on.
 *
 * @param maxParamLength how long a value in a path may be
 */
export function collectAddresses(app: FastifyInstance, maxParamLength = 100): Addresses {
  const methodsOf = new Map<string, string[]>();
  const table = createRouter({ maxParamLength });

  app.addHook('onRoute', ({ url, method, config }) => {
    const taken = [method].flat().filter((one) => one !== 'OPTIONS');
    if (config?.isOther || taken.length === 0) return;
    const key = url.replace(/:\w+/g, ':value'); // routes of one address may name its values differently
    const methods = methodsOf.get(key);
    if (!methods) table.on('GET', key, () => undefined, { key });
    methodsOf.set(key, [...new Set([...(methods ?? []), ...taken])]);
  });

  /** A slash at the end changes nothing, where no id could follow. */
  function methodsAt(url: string): string[] | undefined {
    const path = pathOf(url);
    const found = table.find('GET', path) ?? (path.endsWith('/') ? table.find('GET', path.slice(0, -1)) : null);
    if (!found || Object.values(found.params).includes('')) return undefined;
    return methodsOf.get((found.store as { key: string }).key);
  }

  return { methodsAt, methods: () => [...new Set([...methodsOf.values()].flat())] };
}

/** Whether something stands empty between two slashes or after the last, such as an id that a client did not have. */
function hasEmptyPart(url: string): boolean {
  const path = pathOf(url);
  return path.length > 1 && (path.endsWith('/') || path.includes('//'));
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
