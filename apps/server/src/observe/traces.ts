import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Operations } from './doors.ts';
import { fail, inSpan, tracedRead, tracedWrite } from './spans.ts';
import type { Watcher } from './watcher.ts';

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | undefined;
    /** Whether each call has a span of its own; else that of the request is the call's. */
    isBatch: boolean;
  }
}

type Options = { operations: Operations; database: 'sqlite' | 'postgresql' };

/**
 * Spans of each request that calls procedures, of each call of a batch, of what these read and write in the database,
 * and of each delivery from the outbox. Nobody's name, address or text is in them.
 */
export function traces(tracer: Tracer, { operations, database }: Options): Watcher {
  const attributes = { 'db.system.name': database };
  return {
    observer: {
      database: { statement: tracedRead(tracer, attributes) },
      write: (write) => tracedWrite(write, { tracer, attributes }),
      delivery: (kind, work) => inSpan(tracer, { name: kind, kind: SpanKind.CLIENT }, work),
    },
    around(request) {
      if (!request.isBatch) return (_operationId, work) => work();
      return (operationId, work) => {
        const { name = operationId } = operations.byOperationId.get(operationId) ?? {};
        return inSpan(tracer, { name, kind: SpanKind.INTERNAL, attributes: { 'rpc.method': name } }, work);
      };
    },
    logFields: () => idsOf(trace.getSpan(context.active())) ?? {},
    attach: ({ app }) => traceRequests(app, { tracer, operations }),
  };
}

/** The span of a request is named by its procedure, and hangs on the caller's (w3.org/TR/trace-context). */
function traceRequests(app: FastifyInstance, { tracer, operations }: { tracer: Tracer; operations: Operations }): void {
  app.decorateRequest('span', undefined).decorateRequest('isBatch', false);
  app.addHook('onRequest', (request, _reply, done) => {
    const procedures = operations.calledBy(request).map(({ name }) => name);
    const [name] = procedures;
    request.isBatch = operations.doorOf(request) === 'websocket'; // each of its calls is one
    if (name !== undefined) {
      const isBatch = procedures.length > 1;
      const options = { kind: SpanKind.SERVER, attributes: attributesOf(request, procedures) };
      const span = tracer.startSpan(isBatch ? 'batch' : name, options, contextOfCaller(request));
      Object.assign(request, { span, isBatch, traceIds: idsOf(span) });
    }
    done();
  });
  // Not before the body is read, which comes in a context of its own.
  app.addHook('preHandler', ({ span }, _reply, done) => {
    if (span) context.with(trace.setSpan(ROOT_CONTEXT, span), done);
    else done();
  });
  app.addHook('onResponse', ({ span }, { statusCode }, done) => {
    span?.setAttribute('http.response.status_code', statusCode);
    if (span && statusCode >= 500) fail(span, String(statusCode));
    span?.end();
    done();
  });
}

function contextOfCaller({ headers }: FastifyRequest) {
  return headers['traceparent'] === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, headers);
}

function attributesOf({ method, routeOptions: { url = '' } }: FastifyRequest, procedures: string[]) {
  return {
    'http.request.method': method,
    'http.route': url,
    'rpc.method': procedures.join(','),
    ...(url.startsWith('/trpc/') && { 'rpc.system.name': 'trpc' }),
  };
}

function idsOf(span: Span | undefined): FastifyRequest['traceIds'] {
  if (!span) return undefined;
  const { traceId: trace_id, spanId: span_id } = span.spanContext();
  return { trace_id, span_id };
}
