import { randomUUIDv7 } from 'node:crypto';
import {
  type Addresses,
  answerOtherMethods,
  answerWithProblems,
  collectAddresses,
  restApi,
  sendProblem,
} from '@docket/rest';
import { type Docket, MAX_BODY_BYTES } from '@docket/router';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ignoreExpect, refuseRequest } from './client-error.ts';
import { compressAnswers } from './compression.ts';
import { contextMaker } from './context.ts';
import { corsHeaders, corsOptions } from './cors.ts';
import { docsPages } from './docs.ts';
import { healthChecks } from './health.ts';
import { requireHost } from './host.ts';
import { boundedServer } from './http-server.ts';
import { type Logging, loggerOptions, logRequest, RequestLog } from './log.ts';
import type { Watcher } from './observe/watcher.ts';
import { warnOfRefusedOrigins } from './refused-origins.ts';
import { rpcApi } from './rpc.ts';
import { securityHeaders } from './security-headers.ts';
import { tooBusy } from './server-busy.ts';
import { awaitFiles } from './slow-bodies.ts';
import { socketDoor } from './sockets/door.ts';
import { OpenSockets } from './sockets/open-sockets.ts';
import { stopGracefully } from './stopping.ts';
import { strayCounter } from './strays.ts';
import { dropRest, hangUpOnUnreadBodies } from './unread-body.ts';
import { unsubscribePage } from './unsubscribe.ts';

/** Bodies above this are refused before they are read. */
const BODY_LIMIT_BYTES = MAX_BODY_BYTES.Archive;

/** A batch of ten calls names all ten in its path. */
const MAX_PATH_PARAMETER = 500;

type ServerOptions = { logging?: Logging; watcher?: Watcher };

/**
 * The HTTP server with all its doors, not listening yet: tRPC at `/trpc`, REST at `/api/v1`,
 * documentation and health. Closing it leaves the Docket open.
 */
export async function buildServer(
  docket: Docket,
  { watcher = {}, logging = loggerOptions(docket.settings, watcher.logFields) }: ServerOptions = {},
): Promise<FastifyInstance> {
  const { settings } = docket;
  const secure = securityHeaders(settings);
  const headersFor = (origin: string | undefined) => ({ ...secure, ...corsHeaders(settings.CORS_ORIGINS, origin) });
  const bounded = boundedServer();
  const app: FastifyInstance = Fastify({
    logger: logging,
    logController: new RequestLog(),
    bodyLimit: BODY_LIMIT_BYTES,
    serverFactory: bounded.serverFactory,
    clientErrorHandler: (error, socket) =>
      bounded.refuse(socket, () => refuseRequest(error, { socket, headersFor, log: app.log })),
    genReqId: (request) => wellFormedId(request.headers['x-request-id']) ?? randomUUIDv7(),
    forceCloseConnections: 'idle',
    // Who may say in X-Forwarded-For whom a call comes from; nobody, when the list is empty.
    trustProxy: docket.settings.TRUSTED_PROXIES.length > 0 && docket.settings.TRUSTED_PROXIES,
    // A call that arrives on an open connection while we drain is still answered.
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PATH_PARAMETER },
    frameworkErrors(error, request, reply) {
      // Fastify runs no hooks here.
      reply.headers(headersFor(request.headers.origin));
      stampId(request, reply);
      stampTime(reply);
      dropRest(request.raw, BODY_LIMIT_BYTES);
      sendProblem(error, request, reply);
      logRequest(request, reply);
    },
  });
  const addresses = collectAddresses(app, MAX_PATH_PARAMETER);
  answerWithProblems(app);
  stampResponses(app, secure);
  await app.register(cors, corsOptions(settings.CORS_ORIGINS)); // before what refuses, so that pages can read refusals
  warnOfRefusedOrigins(app, settings);
  ignoreExpect(app);
  requireHost(app);
  refuseLateRequests(app, bounded.isLate);
  hangUpOnUnreadBodies(app, BODY_LIMIT_BYTES);
  stopGracefully(app);
  compressAnswers(app);
  await app.register(cookie);

  await openDoors(app, { docket, watcher, addresses, bounded });
  return app;
}

type Doors = { docket: Docket; watcher: Watcher; addresses: Addresses; bounded: ReturnType<typeof boundedServer> };

async function openDoors(app: FastifyInstance, { docket, watcher, addresses, bounded }: Doors): Promise<void> {
  const { load: requests, work, upgrade } = bounded;
  const sockets = new OpenSockets(app);
  watcher.attach?.({ app, docket, requests, sockets });
  const { settings, database } = docket;
  const createContext = contextMaker(docket, watcher);
  const countStray = strayCounter(docket, watcher);
  answerOtherMethods(app, { addresses, countStray });
  const awaitLong = ({ raw }: FastifyRequest) => awaitFiles(raw);
  await app.register(restApi, {
    createContext,
    awaitFiles: awaitLong,
    publicUrl: settings.PUBLIC_URL,
    watchStreams: watcher.streams,
    lengths: settings,
  });
  await app.register(rpcApi, {
    prefix: '/trpc',
    createContext,
    countStray,
    isDirect: settings.TRPC_DIRECT_PATH,
    watchStreams: watcher.streams,
    lengths: settings,
  });
  await app.register(socketDoor, { docket, watcher, countStray, work, sockets });
  app.server.on('upgrade', upgrade);
  await app.register(unsubscribePage, { createContext, settings });
  await app.register(docsPages, { settings });
  await app.register(healthChecks, { database });
}

/** No route has a schema of Fastify's: procedures check what comes and goes. To load what compiles them takes long. */
function noSchemas(): never {
  throw new Error('Routes have no schemas');
}

/** Says to whom waited too long for the server that it is busy, before anything else is done for the request. */
function refuseLateRequests(app: FastifyInstance, isLate: (request: FastifyRequest['raw']) => boolean): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    done(isLate(raw) ? tooBusy() : undefined);
  });
}

/** The headers that protect, `X-Request-Id` and `X-Process-Time`, on every response, errors included. */
function stampResponses(app: FastifyInstance, secure: Record<string, string>): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(secure);
    stampId(request, reply);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    stampTime(reply);
    done();
  });
}

function stampId(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
}

function stampTime(reply: FastifyReply): void {
  reply.header('x-process-time', `${(reply.elapsedTime / 1000).toFixed(4)}s`);
}

function wellFormedId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : undefined;
}
