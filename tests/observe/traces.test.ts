// Runs on sqlite: it tests what lies above the database.

// What an OTLP receiver gets of a server.

import { runSql } from '@docket/kit/database';
import { openTestMailServer } from '@docket/kit/mail-server';
import { openReceiver, type Receiver } from '@docket/kit/receiver';
import { statusAtExit } from '@docket/kit/server-process';
import { send, signUp, startServer, startServerForTest, type Target } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER_ID = '00f067aa0ba902b7';
const SERVER = 2;
const CLIENT = 3;

type Value = { stringValue?: string; intValue?: number };
type Attributes = { key: string; value: Value }[];

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attributes;
  status: { code?: number };
};

type Sent = { resourceSpans: { resource: { attributes: Attributes }; scopeSpans: { spans: Span[] }[] }[] };

const tracedTo = ({ url }: Receiver) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
});

const startTraced = (receiver: Receiver, settings: Record<string, string> = {}) =>
  startServerForTest({ ...tracedTo(receiver), ...settings });

/** Ends the server, which sends what it still has of them. */
async function spansOf({ received }: Receiver, { process }: Target): Promise<Span[]> {
  process.kill('SIGTERM');
  expect(await statusAtExit(process)).toBe(0);
  const sent = received.map(({ body }) => JSON.parse(body) as Sent);
  return sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
}

function attributesOf({ attributes }: { attributes: Attributes }): Record<string, string | number | undefined> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}

/** A day in the life of a server: what it logged, and all that the receiver got of it. */
async function liveTraced() {
  const [receiver, mail] = [await openReceiver(afterAll), await openTestMailServer(afterAll)];
  const settings = { SMTP_URL: mail.url, OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' };
  const server = await startServer({ ...tracedTo(receiver), ...settings });
  const { access_token: token } = await signUp(server, 'ada');
  await server.logWith('sent mail.welcome');
  const headers = { traceparent: `00-${TRACE_ID}-${CALLER_ID}-01`, 'x-request-id': 'traced' };
  await send(server, 'POST /api/v1/issues', { token, json: { title: 'c4n4ry', description: 'c4n4ry' }, headers });
  await send(server, 'GET /api/v1/issues/1', { token, headers: { ...headers, 'x-request-id': 'read' } });
  const input = encodeURIComponent(JSON.stringify({ 0: {}, 1: { id: '404' } }));
  await send(server, `GET /trpc/issue.list,issue.get?batch=1&input=${input}`, { token });
  await server.logWith('"read"');
  await runSql(server.database, 'alter table "label" rename to lost_label');
  const failed = await send(server, 'GET /api/v1/labels', { token, headers: { ...headers, 'x-request-id': 'failed' } });
  const log = await server.logWith('unexpected error');
  const spans = await spansOf(receiver, server);
  return { token, failed, log, spans, received: receiver.received };
}

const { token, failed, log, spans, received } = await liveTraced();

test('a trace arrives whole: the call on the span of its caller, and on it what it does in the database', () => {
  const create = spans.find(({ name }) => name === 'issue.create');
  expect(create).toMatchObject({ kind: SERVER, parentSpanId: CALLER_ID });
  expect(attributesOf(create ?? { attributes: [] })).toEqual({
    'http.request.method': 'POST',
    'http.route': '/api/v1/issues',
    'rpc.method': 'issue.create',
    'http.response.status_code': 201,
  });
  const [transaction, ...others] = spans.filter(
    ({ parentSpanId, name }) => parentSpanId === create?.spanId && name === 'transaction',
  );
  expect(transaction).toMatchObject({ kind: CLIENT });
  expect(others).toEqual([]);
  expect(Number(transaction?.endTimeUnixNano)).toBeLessThanOrEqual(Number(create?.endTimeUnixNano) + 1e6);

  const get = spans.find(({ name }) => name === 'issue.get');
  const reads = spans.filter(({ parentSpanId }) => parentSpanId === get?.spanId);
  expect(reads.map(({ name }) => name)).toContain('SELECT issue');
  for (const read of reads) {
    expect(attributesOf(read)['db.query.text']).toMatch(/^(with|select)/i);
    // The SDK's clock has whole milliseconds.
    expect(Number(read.startTimeUnixNano)).toBeGreaterThanOrEqual(Number(get?.startTimeUnixNano) - 1e6);
    expect(Number(read.endTimeUnixNano)).toBeLessThanOrEqual(Number(get?.endTimeUnixNano) + 1e6);
  }

  const [line = ''] = /^.*"traced".*$/m.exec(log) ?? [];
  expect(JSON.parse(line)).toMatchObject({ trace_id: TRACE_ID, span_id: create?.spanId });
  const [{ resource } = { resource: { attributes: [] } }] = (JSON.parse(received[0]?.body ?? '') as Sent).resourceSpans;
  expect(attributesOf(resource)).toMatchObject({ 'service.name': 'docket', 'deployment.environment.name': 'test' });
  expect(received[0]).toMatchObject({ method: 'POST', path: '/v1/traces' });
  const sent = received.map(({ body }) => body).join();
  for (const secret of ['c4n4ry', token, 'ada@example.org']) expect(sent).not.toContain(secret);
});

test('each call of a batch has a span, and so has each mail', () => {
  const batch = spans.find(({ name }) => name === 'batch');
  expect(attributesOf(batch ?? { attributes: [] })).toMatchObject({
    'rpc.system.name': 'trpc',
    'rpc.method': 'issue.list,issue.get',
    'http.response.status_code': 207,
  });
  const calls = spans.filter(({ parentSpanId }) => parentSpanId === batch?.spanId);
  expect(calls.map(({ name }) => name)).toEqual(expect.arrayContaining(['issue.list', 'issue.get']));
  const list = calls.find(({ name }) => name === 'issue.list');
  expect(spans.filter(({ parentSpanId }) => parentSpanId === list?.spanId).length).toBeGreaterThan(0);
  expect(spans.find(({ name }) => name === 'mail.welcome')).toMatchObject({ kind: CLIENT });
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId).map(({ name }) => name);
  expect(roots.sort()).toEqual(['auth.login', 'auth.register', 'batch', 'mail.welcome']);
});

test('the line of an unexpected error leads to its trace, where the span has failed', () => {
  expect(failed.status).toBe(500);
  const [line = ''] = /^.*unexpected error.*$/m.exec(log) ?? [];
  const list = spans.find(({ name }) => name === 'label.list');
  expect(JSON.parse(line)).toMatchObject({ trace_id: TRACE_ID, span_id: list?.spanId });
  expect(list).toMatchObject({ status: { code: 2 } });
});

test('writes protobuf unless it is told otherwise, and traces what the sampler takes', async () => {
  const receiver = await openReceiver();
  const server = await startTraced(receiver, {
    OTEL_EXPORTER_OTLP_PROTOCOL: '',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0',
  });
  await send(server, 'GET /api/v1/issues');
  await send(server, 'GET /api/v1/labels', { headers: { traceparent: `00-${TRACE_ID}-${CALLER_ID}-01` } });
  server.process.kill('SIGTERM');
  expect(await statusAtExit(server.process)).toBe(0);
  expect(receiver.received).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  expect(headers).toMatchObject({ 'content-type': 'application/x-protobuf' });
  expect(body).toContain('label.list');
  expect(body).not.toContain('issue.list');
});

test('a receiver that is away or never answers costs a warning, and does not hold up calls or the stop', async () => {
  const receiver = await openReceiver();
  receiver.answer = 'never';
  const server = await startTraced(receiver, { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_EXPORTER_OTLP_TIMEOUT: '300' });
  for (let round = 1; round <= 3; round += 1) {
    expect((await send(server, 'GET /api/v1/issues')).status).toBe(401);
    await receiver.hasReceived(round);
  }
  const log = await server.logWith('traces do not arrive');
  server.process.kill('SIGTERM');
  expect(await statusAtExit(server.process)).toBe(0);
  expect(log.match(/traces do not arrive/g)).toHaveLength(1);
});

test('traces nothing unless it is told where to', async () => {
  const receiver = await openReceiver();
  const server = await startTraced(receiver, { OTEL_SDK_DISABLED: 'true' });
  await send(server, 'GET /api/v1/issues', { headers: { 'x-request-id': 'untraced' } });
  const [line = ''] = /^.*"untraced".*$/m.exec(await server.logWith('"untraced"')) ?? [];
  expect(JSON.parse(line)).not.toHaveProperty('trace_id');
  expect(await spansOf(receiver, server)).toEqual([]);
});
