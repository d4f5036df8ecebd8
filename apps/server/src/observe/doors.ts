import { restBindings, routeOf, TOKEN_PATHS } from '@docket/rest';
import { listProcedures, type ProcedureInfo } from '@docket/router';
import type { FastifyRequest } from 'fastify';
import { namesIn } from '../rpc-admission.ts';

/** Where a request came in. Whatever a stranger asks for, there are no more than these. */
export type Door = 'rest' | 'trpc' | 'websocket' | 'health' | 'other';

export type Operations = {
  doorOf(request: FastifyRequest): Door;
  /** The procedures that a request names, as far as there are such. */
  calledBy(request: FastifyRequest): ProcedureInfo[];
  /** By the name under which the chain knows it. */
  byOperationId: ReadonlyMap<string, ProcedureInfo>;
};

/** Tells which door and which procedures a request is for, before it is known what comes of it. */
export function openOperations(): Operations {
  const procedures = listProcedures();
  const byName = new Map(procedures.map((procedure) => [procedure.name, procedure]));
  const byRoute = new Map(restBindings(procedures).map((one) => [`${one.method} ${routeOf(one.path)}`, one.procedure]));
  const login = procedures.find(({ grantType }) => grantType === 'password');
  if (login) for (const path of TOKEN_PATHS) byRoute.set(`POST ${path}`, login);
  const restUrls = new Set(TOKEN_PATHS.concat(restBindings(procedures).map(({ path }) => routeOf(path))));

  function doorOf(request: FastifyRequest): Door {
    const { url } = request.routeOptions;
    if (url === undefined) return 'other';
    if (restUrls.has(url)) return 'rest';
    if (url.startsWith('/trpc/')) return 'trpc';
    if (url === '/trpc') return 'websocket';
    return url.startsWith('/health') ? 'health' : 'other';
  }

  function calledBy(request: FastifyRequest): ProcedureInfo[] {
    const door = doorOf(request);
    if (door === 'rest') return [byRoute.get(`${methodOf(request)} ${request.routeOptions.url}`) ?? []].flat();
    if (door !== 'trpc') return [];
    return namesIn(request).flatMap((name) => byName.get(name) ?? []);
  }

  return { doorOf, calledBy, byOperationId: new Map(procedures.map((one) => [one.operationId, one])) };
}

/** HEAD is answered as GET is. */
function methodOf({ method }: FastifyRequest): string {
  return method === 'HEAD' ? 'GET' : method;
}
