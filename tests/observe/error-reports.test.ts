// What a receiver of Sentry's kind gets of errors that are our fault, and what it does not get.

import { runSql } from '@docket/kit/database';
import { openReceiver, type Receiver } from '@docket/kit/receiver';
import { statusAtExit } from '@docket/kit/server-process';
import { send, signUp, startServerForTest, type Target } from '@docket/kit/target';
import { expect, test } from 'vitest';

type Frame = { filename: string; function: string; lineno: number; in_app: boolean };
type Event = {
  event_id: string;
  transaction: string;
  exception: { values: { type: string; value: string; stacktrace: { frames: Frame[] } }[] };
  extra: { not_reported: number };
};

const dsnOf = ({ url }: Receiver) => `${url.replace('://', '://examplePublicKey@')}/sentry/42`;

function eventsOf({ received }: Receiver): Event[] {
  return received.map(({ body }) => JSON.parse(body.split('\n')[2] ?? '') as Event);
}

/** Everything fails that needs the table. */
const breakTable = ({ database }: Target, table: string) =>
  runSql(database, `alter table "${table}" rename to lost_${table}`);

test('an unexpected error arrives as an envelope, which the log names', async () => {
  const receiver = await openReceiver();
  const server = await startServerForTest({ SENTRY_DSN: dsnOf(receiver), ENVIRONMENT: 'development' });
  const { access_token: token } = await signUp(server, 'ada');
  await breakTable(server, 'issue');
  const sent = { token, headers: { 'x-request-id': 'broken' } };
  expect((await send(server, 'GET /api/v1/issues/1', sent)).status).toBe(500);
  await receiver.hasReceived(1);

  const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] = receiver.received;
  expect([method, path]).toEqual(['POST', '/sentry/api/42/envelope/']);
  expect(headers).toMatchObject({
    'content-type': 'application/x-sentry-envelope',
    'x-sentry-auth': 'Sentry sentry_version=7, sentry_client=docket/0.1.0, sentry_key=examplePublicKey',
  });
  const [head, item, event] = body.split('\n').map((line) => JSON.parse(line));
  expect(head).toEqual({ event_id: event.event_id, sent_at: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(item).toEqual({ type: 'event' });
  expect(event).toEqual({
    event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    timestamp: expect.any(Number),
    platform: 'node',
    level: 'error',
    release: 'docket@0.1.0',
    environment: 'development',
    transaction: '/api/v1/issues/:id',
    exception: {
      values: [{ type: expect.any(String), value: expect.any(String), stacktrace: { frames: expect.any(Array) } }],
    },
    extra: { not_reported: 0 },
  });
  const [{ value = '', stacktrace } = {}] = (event as Event).exception.values;
  expect(value).toMatch(/no such table: issue|relation … does not exist/);
  const ours = stacktrace?.frames.filter(({ in_app }) => in_app) ?? [];
  expect(ours.map(({ filename }) => filename)).toContain('packages/router/src/features/issue/queries/get.ts');
  const log = await server.logWith(event.event_id);
  const [line = ''] = new RegExp(`^.*${event.event_id}.*$`, 'm').exec(log) ?? [];
  expect(JSON.parse(line)).toMatchObject({ request_id: 'broken', msg: 'reporting the error' });
});

test('what callers do wrong is not reported', async () => {
  const receiver = await openReceiver();
  const server = await startServerForTest({ SENTRY_DSN: dsnOf(receiver) });
  await send(server, 'GET /api/v1/issues');
  await send(server, 'GET /c4n4ry');
  await send(server, 'POST /api/v1/auth/login', { json: { username: 'c4n4ry', password: 'c4n4ry' } });
  await breakTable(server, 'label');
  const { access_token: token } = await signUp(server, 'ada');
  expect((await send(server, 'GET /api/v1/labels', { token })).status).toBe(500);
  await receiver.hasReceived(1);
  expect(eventsOf(receiver).map(({ transaction }) => transaction)).toEqual(['/api/v1/labels']);
});

test('the same error again is counted and not sent', async () => {
  const receiver = await openReceiver();
  const server = await startServerForTest({ SENTRY_DSN: dsnOf(receiver) });
  const { access_token: token } = await signUp(server, 'ada');
  await breakTable(server, 'label');
  for (let count = 0; count < 5; count += 1) await send(server, 'GET /api/v1/labels', { token });
  await breakTable(server, 'comment');
  await send(server, 'GET /api/v1/issues/1/comments', { token });
  await breakTable(server, 'issue');
  await send(server, 'GET /api/v1/issues/1', { token });
  await receiver.hasReceived(2);
  const sums = eventsOf(receiver).map(({ extra }) => extra.not_reported);
  expect(sums[0]).toBe(0);
  expect(sums).toContain(4);
});

test('a receiver that never answers holds up neither answers nor the stop', async () => {
  const receiver = await openReceiver();
  receiver.answer = 'never';
  const server = await startServerForTest({ SENTRY_DSN: dsnOf(receiver) });
  const { access_token: token } = await signUp(server, 'ada');
  await breakTable(server, 'label');
  expect((await send(server, 'GET /api/v1/labels', { token })).status).toBe(500);
  await receiver.hasReceived(1);
  server.process.kill('SIGTERM');
  expect(await statusAtExit(server.process)).toBe(0);
});

test('a receiver that refuses is warned of in the log, without its key', async () => {
  const receiver = await openReceiver();
  receiver.answer = 403;
  const server = await startServerForTest({ SENTRY_DSN: dsnOf(receiver) });
  const { access_token: token } = await signUp(server, 'ada');
  await breakTable(server, 'label');
  await send(server, 'GET /api/v1/labels', { token });
  const log = await server.logWith('reports of errors do not arrive');
  expect(log).toContain('status 403');
  expect(log).not.toContain('examplePublicKey');
});
