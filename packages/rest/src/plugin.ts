import { isUtf8 } from 'node:buffer';
import { type Admitted, type Api, AppError, type Context, listProcedures } from '@docket/router';
import formBody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { type Binding, restBindings, routeOf } from './binding.ts';
import type { TextFields } from './coercion.ts';
import { type List, linkHeader } from './links.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is left to do of a call that was admitted before its body is read. */
    admitted?: Admitted;
  }
}

export type RestOptions = {
  /** The procedures to serve; those of Docket when left out. */
  api?: Api;
  /** Makes what a procedure gets to know of the call. */
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<Context>;
  /**
   * Counts a request that reaches no procedure.
   *
   * @throws AppError `rate_limited`
   */
  countStray?(request: FastifyRequest, reply: FastifyReply): Promise<void>;
};

const ALL_METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * The REST API as a Fastify plugin: one route for each address of each procedure. Errors are
 * thrown on to the server's error handler (see `answerWithProblems`).
 */
export async function restApi(app: FastifyInstance, options: RestOptions): Promise<void> {
  await app.register(formBody);
  takeJson(app);
  const methodsOf = new Map<string, HTTPMethods[]>();
  for (const binding of restBindings(listProcedures(options.api))) {
    const url = routeOf(binding.path);
    app.route({
      method: binding.method,
      url,
      bodyLimit: binding.procedure.maxBodyBytes,
      onRequest: (request, reply, done) => {
        const refusal = refuseContentType(binding, request);
        if (refusal || binding.method === 'GET') done(refusal);
        else admitUnread(binding, options, { request, reply }).then(() => done(), done);
      },
      handler: (request, reply) => answer(binding, options, { request, reply }),
    });
    methodsOf.set(url, [...(methodsOf.get(url) ?? []), binding.method]);
  }
  for (const [url, methods] of methodsOf) answerOtherMethods(app, { url, methods, ...options });
}

type Exchange = { request: FastifyRequest; reply: FastifyReply };

/** Counts a call and judges its caller, so that of whoever may not make it no body is read. */
async function admitUnread({ procedure }: Binding, { createContext }: RestOptions, { request, reply }: Exchange) {
  request.admitted = await procedure.admit(await createContext(request, reply));
}

async function answer(
  binding: Binding,
  options: RestOptions,
  { request, reply }: Exchange,
): Promise<string | undefined> {
  const call = { input: () => inputOf(binding, request), signal: () => signalOf(reply) };
  const output = request.admitted
    ? await request.admitted(call)
    : await binding.procedure.run({ ...call, ctx: await options.createContext(request, reply) });
  reply.code(binding.status);
  if (binding.status === 204) return undefined;
  if (binding.location) reply.header('location', fill(binding.location, output));
  const links = binding.isList && linkHeader(request.url, output as List);
  if (links) reply.header('link', links);
  // A private cache may store the answer, and must revalidate it before each use (RFC 9111, section 5.2.2.4).
  if (binding.method === 'GET') reply.header('cache-control', 'private, no-cache');
  reply.type('application/json; charset=utf-8'); // a string would go as plain text
  return JSON.stringify(output);
}

/** Path parameters win over body and query, so that nobody addresses one thing and changes another. */
function inputOf({ coerce, method }: Binding, request: FastifyRequest): unknown {
  const parameters = coerce(request.params as TextFields);
  if (method === 'GET' || method === 'DELETE') return { ...coerce(request.query as TextFields), ...parameters };
  const body = isForm(request) ? coerce(request.body as TextFields) : (request.body ?? {});
  // Anything but an object goes to validation as it came, which says what it should be.
  if (typeof body !== 'object' || Array.isArray(body)) return body;
  return { ...body, ...parameters };
}

/** Aborted when the caller hangs up before the answer is out. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (reply.raw.closed && !reply.raw.writableFinished) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Refuses a wrong content type before the body is read. */
function refuseContentType({ contentTypes }: Binding, request: FastifyRequest): AppError | undefined {
  const contentType = mediaType(request);
  if (contentType === undefined || request.method === 'GET' || contentTypes.includes(contentType)) return undefined;
  return new AppError('unsupported_media_type', { detail: `Send ${contentTypes.join(' or ')} here` });
}

/** The content type of a request, in small letters and without its parameters. */
export function mediaType(request: FastifyRequest): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

function isForm(request: FastifyRequest): boolean {
  return mediaType(request) === 'application/x-www-form-urlencoded';
}

/**
 * JSON as RFC 8259 has it: UTF-8, where Fastify would put a question mark for what is not. An empty
 * body is no body, whatever its content type: many clients always send one.
 */
function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (!isUtf8(body)) done(new AppError('malformed_request', { detail: 'The body is not UTF-8' }));
    else void parse(request, body.toString(), done);
  });
}

type OtherMethods = Pick<RestOptions, 'countStray'> & { url: string; methods: HTTPMethods[] };

function answerOtherMethods(app: FastifyInstance, { url, methods, countStray }: OtherMethods): void {
  const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  const allow = [...allowed, 'OPTIONS'].join(', ');
  app.route({ method: 'OPTIONS', url, handler: (_request, reply) => reply.code(204).header('allow', allow).send() });
  app.route({
    method: ALL_METHODS.filter((method) => !allowed.includes(method)),
    url,
    async onRequest(request, reply) {
      await countStray?.(request, reply);
      reply.header('allow', allow);
      throw new AppError('method_not_allowed', { detail: `This address takes ${allowed.join(', ')}` });
    },
    handler: () => undefined,
  });
}

/** Fills a path template with fields of the output. */
function fill(template: string, output: unknown): string {
  const fields = output as Record<string, unknown>;
  return template.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(fields[name])));
}
