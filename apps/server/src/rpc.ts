import { isUtf8 } from 'node:buffer';
import { asAppError, type CountStray, mediaType, type RestOptions, refuseCoding, StreamDoor } from '@docket/rest';
import {
  AppError,
  batchOf,
  type Call,
  type Context,
  api as docketApi,
  errorShape,
  isRpc,
  listProcedures,
  logFault,
  type Procedure,
  trpcRouter,
} from '@docket/router';
import type { FastifyHandlerOptions } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonParser } from './json-parser.ts';
import { type Admissions, admitCalls, goOn, isStray, namesIn, takeAdmission } from './rpc-admission.ts';
import { answerCalls, answerFeed, type Exchange, retryAfter } from './rpc-answer.ts';
import { MAX_BATCH_SIZE, type Procedures, type RpcAddress, readAddress, readCalls, unreadCalls } from './rpc-calls.ts';
import { boundBody } from './unread-body.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is known of a request before its body is read; `admissions`, if it may have one. */
    rpc?: { address: RpcAddress | undefined; admissions?: Admissions };
  }
}

/** A query is asked by GET, a mutation by POST. */
const METHODS = ['GET', 'HEAD', 'POST'];

type RpcOptions = RestOptions & {
  /** Counts a request that names no procedure. */
  countStray?: CountStray;
  /** Whether usual calls go straight to the procedures; else tRPC's adapter takes all. */
  isDirect?: boolean;
};

/**
 * tRPC over HTTP. What clients usually send goes straight to the procedures; streams and all that is
 * rare or wrong to tRPC's own adapter, which is much dearer (docs/decisions/03). The answers are the same.
 * Errors before a procedure is reached come in tRPC's shape too, so its clients can read them.
 */
export async function rpcApi(app: FastifyInstance, options: RpcOptions): Promise<void> {
  const { answer, beforeBody } = openDoor(app, options);
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = mayHaveBody(request) ? (refuseCoding(request, reply) ?? refuseContentType(request)) : undefined;
    if (refusal) done(refusal);
    else beforeBody({ request, reply }).then((state) => state === 'goes on' && done(), done);
  });
  app.addHook('preParsing', ({ headers, rpc }, _reply, payload, done) => {
    if (rpc?.admissions) boundBody({ headers, payload, maxBytes: rpc.admissions.maxBytes }, done);
    else done(null, payload);
  });
  app.setErrorHandler((error, request, reply) => sendRpcError(error, request, reply));
  takeJsonText(app);
  app.route({ method: METHODS, url: '/:path', handler: (request, reply) => answer({ request, reply }) });
}

function openDoor(app: FastifyInstance, { countStray, api = docketApi, isDirect = true, ...options }: RpcOptions) {
  const createContext = contextOfBatch(options.createContext);
  const procedures: Procedures = new Map(
    listProcedures(api)
      .filter(isRpc)
      .map((procedure) => [procedure.name, procedure]),
  );
  const parseJson = jsonParser(app);
  const streams = new StreamDoor(app, { door: 'trpc', watch: options.watchStreams });
  const router = trpcRouter(api, runAdmitted);
  const adapter = {
    router,
    createContext: ({ req, res }) => contextOf(req) ?? createContext(req, res),
    maxBatchSize: MAX_BATCH_SIZE,
    responseMeta: ({ errors, type }) => ({
      headers: { ...retryAfter(errors.map((error) => ({ error }))), ...allowFor(errors, type) },
    }),
    onError: ({ error, path, req }) => logFault(req.log, error, { procedure: path }),
  } satisfies FastifyHandlerOptions<typeof router, FastifyRequest, FastifyReply>;

  async function answer(exchange: Exchange): Promise<string | FastifyReply | undefined> {
    const { request, reply } = exchange;
    const { address, admissions } = request.rpc ?? {};
    const calls = address && (needsNoBody(admissions) ? unreadCalls(address) : readCalls(request, address, parseJson));
    const [first] = calls?.calls ?? [];
    if (first?.procedure.kind === 'feed') return answerFeed(first, { createContext, streams }, exchange);
    if (calls) return answerCalls(calls, { createContext, admissions }, exchange);
    const { path } = request.params as { path: string };
    const { fastifyRequestHandler } = await import('@trpc/server/adapters/fastify'); // few need it, and it takes long
    await fastifyRequestHandler({ ...adapter, req: request, res: reply, path }); // it sends the answer, too
    return undefined;
  }

  /** Counts and judges before anything of a body is read; whom nothing is granted is answered without. */
  async function beforeBody({ request, reply }: Exchange): Promise<'goes on' | 'is answered'> {
    const address = isDirect ? readAddress(request, procedures) : undefined;
    request.rpc = { address };
    if (!address && isStray(request, procedures)) await countStray?.(request, reply);
    if (!mayHaveBody(request)) return 'goes on';
    request.rpc.admissions = await admitCalls(
      { procedures, address, createContext, lengths: options.lengths },
      { request, reply },
    );
    if (!needsNoBody(request.rpc.admissions)) return 'goes on';
    const text = await answer({ request, reply });
    if (text !== undefined) reply.send(text);
    return 'is answered';
  }

  return { answer, beforeBody };
}

/** Makes contexts in which the calls of a batch share their answer. */
function contextOfBatch(createContext: RestOptions['createContext']): RestOptions['createContext'] {
  return async (request, reply) => {
    const ctx = await createContext(request, reply);
    const batch = batchOf(request.rpc?.address?.procedures.length ?? namesIn(request).length);
    return batch ? { ...ctx, request: { ...ctx.request, batch } } : ctx;
  };
}

/** By which method procedures of this type are called, where a request had another one (RFC 9110, section 15.5.6). */
function allowFor(errors: { code: string }[], type: string): Record<string, string> {
  const isWrong = errors.length > 0 && errors.every(({ code }) => code === 'METHOD_NOT_SUPPORTED');
  return isWrong ? { allow: type === 'mutation' ? 'POST' : 'GET' } : {};
}

/** The context of the calls that were admitted; it may be that it could not be made. */
function contextOf({ rpc }: FastifyRequest): Promise<Context> | undefined {
  if (!rpc?.admissions) return undefined;
  const { ctx } = rpc.admissions;
  if ('refusal' in ctx) return Promise.reject(ctx.refusal);
  admissionsOf.set(ctx.request, rpc.admissions);
  return Promise.resolve(ctx);
}

/** By what stays the same in the copies that tRPC makes of a context. */
const admissionsOf = new WeakMap<Context['request'], Admissions>();

/** How the adapter runs a call: without counting it once more. */
function runAdmitted(procedure: Procedure, call: Call): Promise<unknown> {
  const admissions = admissionsOf.get(call.ctx.request);
  const admission = admissions && takeAdmission(admissions, procedure);
  return admission ? goOn(admission, call) : procedure.run(call);
}

function needsNoBody(admissions: Admissions | undefined): boolean {
  return admissions?.maxBytes === 0;
}

function mayHaveBody({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/**
 * Only JSON is taken, and anything else is refused before its body is read: a page of another site
 * can post a form or plain text without asking first, and the adapter would read a form of any size.
 */
function refuseContentType(request: FastifyRequest): AppError | undefined {
  if (mediaType(request) === 'application/json') return undefined;
  return new AppError('unsupported_media_type', { detail: 'Send application/json here' });
}

/** Bodies stay text, as the adapter wants them, and are UTF-8 (RFC 8259, section 8.1), as REST wants them. */
function takeJsonText(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (isUtf8(body)) done(null, body.toString());
    else done(new AppError('malformed_request', { detail: 'The body is not UTF-8' }));
  });
}

function sendRpcError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = asAppError(thrown);
  logFault(request.log, error);
  const shape = errorShape(error, { path: undefined, request_id: request.id });
  return reply
    .code(shape.data.httpStatus)
    .headers(retryAfter([{ error }]))
    .send({ error: shape });
}
