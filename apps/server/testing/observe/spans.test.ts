// Runs on none: it opens no database.

import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, onTestFinished, test } from 'vitest';
import { tracedRead, tracedWrite } from '../../src/observe/spans.ts';

function openTracer() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => context.disable());
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { tracer: provider.getTracer('test'), names: () => exporter.getFinishedSpans().map(({ name }) => name) };
}

test('the work of a write goes on in the trace of who asked for it, though it runs in that of another', async () => {
  const { tracer, names } = openTracer();
  let inside: Context | undefined;
  const write = tracedWrite((work) => context.with(ROOT_CONTEXT, () => work({} as never)), { tracer, attributes: {} });
  await tracer.startActiveSpan('call', async (span) => {
    await write(async () => {
      inside = context.active();
    });
    span.end();
  });
  expect(names()).toEqual(['transaction', 'call']);
  expect(trace.getSpan(inside ?? ROOT_CONTEXT)).toMatchObject({ name: 'transaction' });
});

test('work that nobody traces has no spans', async () => {
  const { tracer, names } = openTracer();
  await tracedWrite((work) => work({} as never), { tracer, attributes: {} })(async () => undefined);
  tracedRead(tracer, {})({ sql: 'select 1', isRead: true, began: 0, milliseconds: 1 });
  expect(names()).toEqual([]);
});

test.each([
  ['select "i".* from "issue" as "i" where "id" = +?', 'SELECT issue'],
  ['select (select count(*) from "comment" where (a = +?)) as "n" from "issue"', 'SELECT issue'],
  ['with "ids" as (select "id" from "label") select * from "ids"', 'SELECT ids'],
  ['select 1', 'SELECT'],
])('names the read %s %s', (sql, name) => {
  const { tracer, names } = openTracer();
  const read = tracedRead(tracer, {});
  tracer.startActiveSpan('call', () => read({ sql, isRead: true, began: 0, milliseconds: 1 }));
  tracer.startActiveSpan('call', () => read({ sql, isRead: false, began: 0, milliseconds: 1 }));
  expect(names()).toEqual([name]);
});
