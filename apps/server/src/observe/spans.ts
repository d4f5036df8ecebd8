import { type Database, describeError, type RanStatement } from '@docket/router';
import { type Attributes, context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import { shownOf } from './sql-log.ts';

type Named = { name: string; kind: SpanKind; attributes?: Attributes };

/** Does the work inside a span, which ends with it. An error that is our fault makes the span fail. */
export function inSpan<T>(tracer: Tracer, { name, ...options }: Named, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      const { code, status } = describeError(error);
      if (status >= 500) fail(span, code);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** What went wrong is in the log, with the id of the trace: an error may hold somebody's text. */
export function fail(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', type);
}

/** A span of each statement that reads, for whoever is traced. */
export function tracedRead(tracer: Tracer, attributes: Attributes): (ran: RanStatement) => void {
  return ({ sql, isRead, began, milliseconds }) => {
    if (!isRead || !trace.getSpan(context.active())?.isRecording()) return;
    const span = tracer.startSpan(summaryOf(sql), {
      kind: SpanKind.CLIENT,
      startTime: began,
      attributes: { ...attributes, 'db.query.text': shownOf(sql) },
    });
    span.end(began + milliseconds);
  };
}

/** Whoever thinks of ever new filters fills no memory. */
const summaries = new LRUCache<string, string>({ max: 500 });

/** What a statement does to which table, such as `SELECT issue`. */
function summaryOf(sql: string): string {
  const known = summaries.get(sql);
  if (known !== undefined) return known;
  const [, table = ''] = /\bfrom "(\w+)"/.exec(withoutParts(sql)) ?? [];
  const summary = `SELECT ${table}`.trim();
  summaries.set(sql, summary);
  return summary;
}

/** Without what stands in parentheses: there may be selects of other tables. */
function withoutParts(sql: string): string {
  const outer = sql.replace(/\([^()]*\)/g, '');
  return outer === sql ? sql : withoutParts(outer);
}

/**
 * `Database.write` with a span of each transaction, from when it is asked for to its commit, for whoever is traced. The
 * work goes on in the context of who asked for it: on SQLite, a group of writes runs in that of one of them.
 */
export function tracedWrite(
  write: Database['write'],
  { tracer, attributes }: { tracer: Tracer; attributes: Attributes },
): Database['write'] {
  return (work, options) => {
    if (!trace.getSpan(context.active())) return write(work, options);
    return inSpan(tracer, { name: 'transaction', kind: SpanKind.CLIENT, attributes }, () => {
      const inside = context.active();
      return write((db) => context.with(inside, () => work(db)), options);
    });
  };
}
