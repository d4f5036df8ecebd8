// Runs on sqlite: it tests what lies above the database.

// What a receiver of Sentry's kind gets of errors that are our fault, and what it does not get.

import { runSql } from '@docket/kit/database';
import { openReceiver, type Receiver } from '@docket/kit/receiver';
import { statusAtExit } from '@docket/kit/server-process';
import { send, signUp, startServer } from '@docket/kit/target';
import { newId } from '@docket/router';
import { afterAll, expect, test } from 'vitest';

type Frame = { filename: string; function: string; lineno: number; in_app: boolean };
type Event = {
  event_id: string;
  transaction: string;
  exception: { values: { type: string; value: string; stacktrace: { frames: Frame[] } }[] };
  extra: { not_reported: number };
};

const receiver = await openReceiver(afterAll);
const SENTRY_DSN = `${receiver.url.replace('://', '://examplePublicKey@')}/sentry/42`;
const server = await startServer({ SENTRY_DSN, ENVIRONMENT: 'development' });
const { access_token: token } = await signUp(server, 'ada');
// Each procedure that needs it fails from now on, and errors of each are a kind of their own.
await runSql(server.database, 'alter table issue rename to lost_issue');

/** Sends what cannot be answered, and answers when so many more reports have come in, which are the last ones. */
async function fail(routes: string[], { reports = 1, headers = {} } = {}): Promise<Receiver['received']> {
  const before = receiver.received.length;
  for (const route of routes) expect((await send(server, route, { token, headers })).status).toBe(500);
  await receiver.hasReceived(before + reports);
  return receiver.received.slice(before);
}

const eventsOf = (received: Receiver['received']) =>
  received.map(({ body }) => JSON.parse(body.split('\n')[2] ?? '') as Event);

test('an unexpected error arrives as an envelope, which the log names', async () => {
  const received = await fail(['GET /api/v1/issues/1'], { headers: { 'x-request-id': 'broken' } });

  const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] = received;
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
  expect(ours.map(({ filename }) => filename)).toContainEqual(
    expect.stringMatching(/^packages\/router\/src\/features\/issue\/queries\//),
  );
  const log = await server.logWith(event.event_id);
  const [line = ''] = new RegExp(`^.*${event.event_id}.*$`, 'm').exec(log) ?? [];
  expect(JSON.parse(line)).toMatchObject({ request_id: 'broken', msg: 'reporting the error' });
});

test('what callers do wrong is not reported', async () => {
  const before = receiver.received.length;
  await send(server, 'GET /api/v1/issues');
  await send(server, 'GET /c4n4ry');
  await send(server, 'POST /api/v1/auth/login', { json: { username: 'c4n4ry', password: 'c4n4ry' } });
  await fail(['GET /api/v1/issues']);
  const events = eventsOf(receiver.received.slice(before));
  expect(events.map(({ transaction }) => transaction)).toEqual(['/api/v1/issues']);
});

test('the same error again is counted and not sent', async () => {
  const five = Array<string>(5).fill('GET /api/v1/issues/1/comments');
  const events = eventsOf(await fail([...five, 'GET /api/v1/issues/1/events'], { reports: 2 }));
  expect(events.map(({ extra }) => extra.not_reported).sort()).toEqual([0, 4]);
});

test('a receiver that refuses is warned of in the log, without its key', async () => {
  receiver.answer = 403;
  await fail([`GET /api/v1/comments/${newId()}`]);
  const log = await server.logWith('reports of errors do not arrive');
  expect(log).toContain('status 403');
  expect(log).not.toContain('examplePublicKey');
});

test('a receiver that never answers holds up neither answers nor the stop', async () => {
  receiver.answer = 'never';
  await fail([`DELETE /api/v1/comments/${newId()}`]);
  server.process.kill('SIGTERM');
  expect(await statusAtExit(server.process)).toBe(0);
});
