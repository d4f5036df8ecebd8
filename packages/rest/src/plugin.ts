import {
  type Admitted,
  type Api,
  type AppError,
  bodyBytes,
  type Context,
  type Download,
  describeError,
  type Lengths,
  listProcedures,
  logFault,
  type Stream,
} from '@docket/router';
import formBody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { type Binding, restBindings, routeOf } from './binding.ts';
import { refuseCoding, refuseContentType, takeJson } from './body.ts';
import { conditionsOf, tagAnswer } from './conditions.ts';
import { sendDownload } from './download.ts';
import { type Frames, lastEventId, StreamDoor } from './event-stream.ts';
import { keyOf } from './idempotency-key.ts';
import { inputOf, isStrict } from './input.ts';
import { type List, linkHeader } from './links.ts';
import { sendProblem, toProblem } from './problem.ts';
import type { WatchStreams } from './stream-watch.ts';
import { type Grants, grantFor, grantsAmong, oauthError, TOKEN_PATHS } from './token-endpoint.ts';
import { takeFiles } from './upload.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A call that was admitted before its body is read: its context, and what is left to do. */
    call?: { ctx: Context; goOn: Admitted };
  }
}

export type RestOptions = {
  /** The procedures to serve; those of Docket when left out. */
  api?: Api;
  /** Makes what a procedure gets to know of the call. */
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<Context>;
  /** Is told of a request that brings files, whose caller may send them: it may take long. */
  awaitFiles?(request: FastifyRequest): void;
  /** Where callers reach us, with a slash at its end; what each request asks for when left out. */
  publicUrl?: string | undefined;
  /** Watches streams, where somebody does. */
  watchStreams?: WatchStreams;
  /** The settings that raise the lengths of texts. */
  lengths?: Lengths | undefined;
};

/**
 * The REST API as a Fastify plugin: one route for each address of each procedure. Errors are
 * thrown on to the server's error handler (see `answerWithProblems`).
 */
export async function restApi(app: FastifyInstance, options: RestOptions): Promise<void> {
  await app.register(formBody);
  takeJson(app);
  const bindings = restBindings(listProcedures(options.api));
  const streams = new StreamDoor(app, { door: 'rest', watch: options.watchStreams });
  const methodsOf = new Map<string, HTTPMethods[]>();
  const addRoute = (scope: FastifyInstance, binding: Binding) => {
    const url = routeOf(binding.path);
    scope.route({
      ...routeFor(binding, options),
      url,
      handler: (request, reply) => answer(binding, { ...options, streams }, { request, reply }),
    });
    methodsOf.set(url, [...(methodsOf.get(url) ?? []), binding.method]);
  };
  const takesFiles = ({ procedure }: Binding) => procedure.kind === 'upload';
  for (const binding of bindings) if (!takesFiles(binding)) addRoute(app, binding);
  // Apart, because what reads forms looks at each request of its scope.
  await app.register(async (scope) => {
    await takeFiles(scope);
    for (const binding of bindings) if (takesFiles(binding)) addRoute(scope, binding);
  });
  keepApart(app, methodsOf);
  giveTokens(app, grantsAmong(bindings), { ...options, streams });
}

type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Doors = RestOptions & { streams: StreamDoor };

/** How the requests for a procedure are received. */
function routeFor(binding: Binding, options: RestOptions) {
  const { method, procedure } = binding;
  return {
    method,
    bodyLimit: bodyBytes(procedure, options.lengths ?? {}),
    onRequest(request: FastifyRequest, reply: FastifyReply, done: (refusal?: Error) => void) {
      if (isStrict(binding, request)) reply.header('preference-applied', 'handling=strict');
      const hasNoBody = method === 'GET';
      const refusal = hasNoBody ? undefined : refuseBody(binding, { request, reply });
      if (refusal || hasNoBody) done(refusal);
      else admitUnread(binding, options, { request, reply }).then(() => done(), done);
    },
  };
}

/** Serves the addresses at which OAuth 2 clients ask for tokens: what they ask for stands in the body. */
function giveTokens(app: FastifyInstance, grants: Grants, options: Doors): void {
  const login = grants.get('password');
  if (!login) return;
  for (const url of TOKEN_PATHS) {
    app.route({
      ...routeFor(login, options),
      url,
      async handler(request, reply) {
        const grant = grantFor(request.body, grants);
        const { call } = request;
        if (grant !== login && call) {
          request.call = { ...call, goOn: await grant.procedure.admit(call.ctx, { isCounted: true }) };
        }
        return answer(grant, options, { request, reply });
      },
      errorHandler: (error, request, reply) => sendProblem(error, request, reply, oauthError),
    });
  }
}

/** What is wrong with a body as far as the header says it, so that such a one is not read. */
function refuseBody({ contentTypes }: Binding, { request, reply }: Exchange): AppError | undefined {
  return refuseCoding(request, reply) ?? refuseContentType(request, contentTypes);
}

/** Counts a call and judges its caller, so that of whoever may not make it no body is read. */
async function admitUnread({ procedure }: Binding, options: RestOptions, { request, reply }: Exchange) {
  const ctx = await options.createContext(request, reply);
  request.call = { ctx, goOn: await procedure.admit(ctx) };
  if (procedure.kind === 'upload') options.awaitFiles?.(request);
}

async function answer(
  binding: Binding,
  options: Doors,
  { request, reply }: Exchange,
): Promise<string | FastifyReply | undefined> {
  const isFeed = binding.procedure.kind === 'feed';
  const call = {
    input: () =>
      isFeed ? { ...(inputOf(binding, request) as object), ...lastEventId(request) } : inputOf(binding, request),
    signal: () => signalOf(reply),
    conditions: conditionsOf(binding, request),
    sentKey: keyOf(request, reply),
  };
  const output = request.call
    ? await request.call.goOn(call)
    : await binding.procedure.run({ ...call, ctx: await options.createContext(request, reply) });
  if (isFeed) {
    const sent = { procedure: binding.procedure.name, frames: framesFor(request) };
    return options.streams.send(output as Stream, sent, { request, reply });
  }
  reply.code(binding.status);
  // A private cache may store the answer, and must revalidate it before each use (RFC 9111, section 5.2.2.4).
  if (binding.method === 'GET') reply.header('cache-control', 'private, no-cache');
  if (binding.procedure.kind === 'download') return sendDownload(output as Download, { request, reply });
  if (binding.status === 204) return undefined;
  const { publicUrl } = options;
  if (binding.location) reply.header('location', (publicUrl ?? '/') + fill(binding.location, output).slice(1));
  const links = binding.isList && linkHeader({ base: publicUrl ?? baseOf(request), url: request.url }, output as List);
  if (links) reply.header('link', links);
  const text = JSON.stringify(output);
  if (binding.isVersioned && tagAnswer(binding, { request, reply }, text)) return reply.code(304).send();
  reply.type('application/json; charset=utf-8'); // a string would go as plain text
  return text;
}

/** Each message is the JSON of what happened. */
function framesFor(request: FastifyRequest): Frames {
  return {
    opened: (cursor) => `: open\nid: ${cursor}\n\n`,
    ping: (cursor) => `:\nid: ${cursor}\n\n`,
    message: (id, json) => `id: ${id}\ndata: ${json}\n\n`,
    expiring: (at) => `event: expiring\ndata: ${JSON.stringify({ at })}\n\n`,
    failed(error) {
      logFault(request.log, error, { route: request.routeOptions.url });
      return `event: problem\ndata: ${JSON.stringify(toProblem(describeError(error), request))}\n\n`;
    },
  };
}

/** Where a caller reached us. An HTTP/1.0 request need not say it. */
function baseOf({ protocol, host }: FastifyRequest): string {
  return host ? `${protocol}://${host}/` : '/';
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

/**
 * `/users/{id}` takes DELETE, but `/users/me` is an address of its own, which does not. Without a route there the
 * router would go on to the one with the parameter.
 */
function keepApart(app: FastifyInstance, methodsOf: Map<string, HTTPMethods[]>): void {
  for (const [url, methods] of methodsOf) {
    const covering = [...methodsOf].filter(([other]) => other !== url && covers(other, url));
    const method = [...new Set(covering.flatMap(([, others]) => others))].filter((one) => !methods.includes(one));
    if (method.length > 0) app.route({ method, url, config: { isOther: true }, handler: () => undefined });
  }
}

/** Whether a pattern also matches what stands at this address, which has a word where the pattern has a value. */
function covers(pattern: string, url: string): boolean {
  const [parts, given] = [pattern.split('/'), url.split('/')];
  const isValue = (part = '') => part.startsWith(':');
  if (parts.length !== given.length || !parts.some((part, at) => isValue(part) && !isValue(given[at]))) return false;
  return parts.every((part, at) => isValue(part) || part === given[at]);
}

/** Fills a path template with fields of the output. */
function fill(template: string, output: unknown): string {
  const fields = output as Record<string, unknown>;
  return template.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(fields[name])));
}
