import { asAppError, mediaType, type RestOptions, retryAfterOf } from '@docket/rest';
import { AppError, type AppRouter, appRouter, describeError, logFault } from '@docket/router';
import { getTRPCErrorFromUnknown, getTRPCErrorShape, type TRPCError } from '@trpc/server';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** More calls in one request are refused. */
const MAX_BATCH_SIZE = 10;

/** tRPC over HTTP. Errors before a procedure is reached come in tRPC's shape too, so its clients can read them. */
export async function rpcApi(
  app: FastifyInstance,
  { createContext }: Pick<RestOptions, 'createContext'>,
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', 'GET, POST, OPTIONS').send();
    refuseContentType(request);
  });
  app.setErrorHandler((error, request, reply) => sendRpcError(error, request, reply));
  await app.register(fastifyTRPCPlugin, {
    trpcOptions: {
      router: appRouter,
      createContext: ({ req, res }) => createContext(req, res),
      maxBatchSize: MAX_BATCH_SIZE,
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors) }),
      onError({ error, path, req }) {
        logFault(req.log, error, { procedure: path });
      },
    } satisfies FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
  });
}

/**
 * Only JSON is taken, and anything else is refused before its body is read: a page of another site
 * can post a form or plain text without asking first, and the adapter would read a form of any size.
 */
function refuseContentType(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (mediaType(request) === 'application/json') return;
  throw new AppError('unsupported_media_type', { detail: 'Send application/json here' });
}

/** When several calls of a batch are to be tried again, the one that has to wait longest says when. */
function retryAfter(errors: TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap((error) => retryAfterOf(describeError(error)) ?? []);
  return seconds.length > 0 ? { 'retry-after': String(Math.max(...seconds)) } : {};
}

function sendRpcError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = getTRPCErrorFromUnknown(asAppError(thrown));
  logFault(request.log, error);
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  const data = { ...shape.data, request_id: request.id };
  return reply
    .code(data.httpStatus)
    .headers(retryAfter([error]))
    .send({ error: { ...shape, data } });
}
