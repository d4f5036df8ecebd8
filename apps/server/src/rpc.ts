import { isUtf8 } from 'node:buffer';
import { asAppError, mediaType, type RestOptions } from '@docket/rest';
import { AppError, api as docketApi, errorShape, listProcedures, logFault, trpcRouter } from '@docket/router';
import { type FastifyHandlerOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerCalls, retryAfter } from './rpc-answer.ts';
import { MAX_BATCH_SIZE, readCalls } from './rpc-calls.ts';

type RpcOptions = RestOptions & {
  /** Whether usual calls go straight to the procedures; else tRPC's adapter takes all. */
  isDirect?: boolean;
};

/**
 * tRPC over HTTP. What clients usually send goes straight to the procedures; streams and all that is
 * rare or wrong to tRPC's own adapter, which is much dearer (docs/decisions/03). The answers are the same.
 * Errors before a procedure is reached come in tRPC's shape too, so its clients can read them.
 */
export async function rpcApi(
  app: FastifyInstance,
  { createContext, api = docketApi, isDirect = true }: RpcOptions,
): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS') void reply.code(204).header('allow', 'GET, POST, OPTIONS').send();
    else done(refuseContentType(request));
  });
  app.setErrorHandler((error, request, reply) => sendRpcError(error, request, reply));
  takeJsonText(app);
  const router = trpcRouter(api);
  const adapter = {
    router,
    createContext: ({ req, res }) => createContext(req, res),
    maxBatchSize: MAX_BATCH_SIZE,
    responseMeta: ({ errors }) => ({ headers: retryAfter(errors.map((error) => ({ error }))) }),
    onError: ({ error, path, req }) => logFault(req.log, error, { procedure: path }),
  } satisfies FastifyHandlerOptions<typeof router, FastifyRequest, FastifyReply>;
  const reading = {
    procedures: new Map(listProcedures(api).map((procedure) => [procedure.name, procedure])),
    parseJson: jsonParser(app),
  };
  app.all<{ Params: { path: string } }>('/:path', (request, reply) => {
    const calls = isDirect ? readCalls(request, reading) : undefined;
    if (calls) return answerCalls(calls, createContext, { request, reply });
    return fastifyRequestHandler({ ...adapter, req: request, res: reply, path: request.params.path });
  });
}

/**
 * Only JSON is taken, and anything else is refused before its body is read: a page of another site
 * can post a form or plain text without asking first, and the adapter would read a form of any size.
 */
function refuseContentType(request: FastifyRequest): AppError | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
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

/** Takes out `__proto__` and `constructor.prototype`, as for REST. */
function jsonParser(app: FastifyInstance): (request: FastifyRequest, text: string) => unknown {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  return (request, text) => {
    let parsed: unknown;
    // It calls back at once, with undefined for what is no JSON.
    void parse(request, text, (_error, value: unknown) => {
      parsed = value;
    });
    return parsed;
  };
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
