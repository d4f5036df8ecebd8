import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Operations } from './doors.ts';
import { fail, inSpan, tracedRead, tracedWrite } from './spans.ts';
import type { Watcher } from './watcher.ts';

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
      if (operations.calledBy(request).length < 2) return (_operationId, work) => work(); // the span of the request is its own
      return (operationId, work) => {
        const { name = operationId } = operations.byOperationId.get(operationId) ?? {};
        return inSpan(tracer, { name, kind: SpanKind.INTERNAL, attributes: { 'rpc.method': name } }, work);
      };
    },
    attach: ({ app }) => traceRequests(app, { tracer, operations }),
  };
}

/** The span of a request is named by its procedure, and hangs on the caller's (w3.org/TR/trace-context). */
function traceRequests(app: FastifyInstance, { tracer, operations }: { tracer: Tracer; operations: Operations }): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, reply, done) => {
    const [first, ...others] = operations.calledBy(request);
    if (!first) {
      done();
      return;
    }
    const name = others.length > 0 ? 'batch' : first.name;
    const options = { kind: SpanKind.SERVER, attributes: attributesOf(request, operations) };
    const span = tracer.startSpan(name, options, propagation.extract(ROOT_CONTEXT, request.headers));
    spans.set(request, span);
    const { traceId: trace_id, spanId: span_id } = span.spanContext();
    request.log = request.log.child({ trace_id, span_id });
    reply.log = request.log;
    done();
  });
  // Not before the body is read, which comes in a context of its own.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) context.with(trace.setSpan(ROOT_CONTEXT, span), done);
    else done();
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (span && statusCode >= 500) fail(span, String(statusCode));
    span?.end();
    done();
  });
}

function attributesOf(request: FastifyRequest, { calledBy, doorOf }: Operations) {
  const procedures = calledBy(request).map(({ name }) => name);
  return {
    'http.request.method': request.method,
    'http.route': request.routeOptions.url ?? '',
    'rpc.method': procedures.join(','),
    ...(doorOf(request) === 'trpc' && { 'rpc.system.name': 'trpc' }),
  };
}
