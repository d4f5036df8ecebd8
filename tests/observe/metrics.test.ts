// Runs on sqlite: it tests what lies above the database.

// What Prometheus reads of a server, with the parser of a client library.

import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { TEST_FILE, TEST_SECRET_KEY, testSettings } from '@docket/kit/docket';
import { freePort } from '@docket/kit/postgres';
import { refusal, start } from '@docket/kit/server-process';
import { admin, send, signUp, startServer, startServerForTest, type Target } from '@docket/kit/target';
import { openSocket } from '@docket/kit/web-socket';
import { openWorldAt, type ServedWorld, worldFacts } from '@docket/kit/world';
import { restBindings } from '@docket/rest';
import { openDocket, openFileStore } from '@docket/router';
import { afterAll, expect, test, vi } from 'vitest';
import { openObserving } from '../../apps/server/src/observe/observing.ts';
import { buildServer } from '../../apps/server/src/server.ts';
import { casesOf, inputOf, rows } from '../cases/index.ts';
import { kindOf, type Outcome, throughClient, throughRest } from '../parity/doors.ts';
import { scrape, TOKEN, valuesOf } from './scraped.ts';

const FILES_URL = `file:${temporaryFolder(afterAll)}/files`;

const server = await startServer({ METRICS_TOKEN: TOKEN, SECRET_KEY: TEST_SECRET_KEY, FILES_URL });

const CLIENT = ['trpc', throughClient, 200] as const;

/** Both doors. Files travel over REST with the client, too. */
function doorsOf(procedure: string) {
  const success = restBindings().find((one) => one.procedure.name === procedure)?.status ?? 0;
  const sendsFiles = ['upload', 'download'].includes(kindOf(procedure) ?? '');
  const client = sendsFiles ? (['rest', throughClient, success] as const) : CLIENT;
  return [['rest', throughRest, success] as const, client];
}

test('counts each call of each procedure, through both doors, with its status', async () => {
  const world = await openWorldAt(server.database, afterAll);
  const store = await openFileStore(testSettings({ FILES_URL }));
  await store.write(world.attachment.id, TEST_FILE.content.stream());
  const served = { listen: async () => server.url, fetch };
  const expected: Record<string, number> = {};
  const note = (procedure: string, door: string, status: number) => {
    const key = `procedure=${procedure},door=${door},status=${status}`;
    expected[key] = (expected[key] ?? 0) + 1;
  };
  for (const [procedure, row] of Object.entries(rows)) {
    const statusOf = (outcome: Outcome, ok: number) => ('error' in outcome ? outcome.error.status : ok);
    const doors = doorsOf(procedure);
    for (const [at, one] of casesOf(row).entries()) {
      // The first case goes through both doors, which all have the same chain, and the others through one by turns.
      for (const [name, door, ok] of at === 0 ? doors : doors.slice(at % 2, (at % 2) + 1)) {
        await world.restore();
        const cookie = one.hasCookie === false ? '' : world.cookie;
        const seen = { ...world, cookie, server: served } as unknown as ServedWorld; // all that these doors use
        const outcome = await door(seen, { procedure, as: one.as, input: inputOf(one, await worldFacts()) });
        note(procedure, name, statusOf(outcome, ok));
      }
    }
  }
  const families = await scrape(server);
  expect(valuesOf(families, 'docket_calls_total')).toEqual(expected);
  // The parser takes a histogram with labels for one without.
  const { text } = await send(server, 'GET /metrics', { token: TOKEN });
  const timed = [...text.matchAll(/^docket_call_duration_seconds_count\{procedure="(.*?)"\} \d+$/gm)];
  expect(timed.map(([, procedure]) => procedure).sort()).toEqual(Object.keys(rows).sort());
  expect(Number(families.get('docket_commit_writes')?.metrics[0]?.count)).toBeGreaterThan(20);
});

test('counts requests by door and status, and puts nothing that a stranger sends into a label', async () => {
  const before = valuesOf(await scrape(server), 'docket_http_requests_total');
  for (const route of [
    'GET /c4n4ry',
    'GET /trpc/c4n4ry',
    'GET /api/v1/c4n4ry',
    'C4N4RY /health',
    'GET /trpc/c4n4ry,b?batch=1',
  ])
    await send(server, route, { headers: { 'user-agent': 'c4n4ry' } }).catch(() => undefined);
  await send(server, 'GET /health');
  await send(server, 'GET /api/v1/issues');
  await send(server, 'POST /api/v1/issues', { body: 'c4n4ry', type: 'text/plain' });
  const after = valuesOf(await scrape(server), 'docket_http_requests_total');
  const counted = Object.entries(after).map(([labels, count]) => [labels, count - (before[labels] ?? 0)] as const);
  expect(Object.fromEntries(counted)).toMatchObject({
    'door=health,status=200': 1,
    'door=rest,status=401': 1,
    'door=rest,status=415': 1,
    'door=trpc,status=404': 2,
    'door=other,status=404': 2,
  });
  expect((await send(server, 'GET /metrics', { token: TOKEN })).text).not.toMatch(/c4n4ry/i);
});

test('tells what a limit has refused, what mail is delivered, and how the process does', async () => {
  const server = await startServerForTest({
    METRICS_TOKEN: TOKEN,
    RATE_LIMIT_READS: '1',
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  await send(server, 'GET /api/v1/issues');
  await send(server, 'GET /api/v1/issues');
  const json = { email: 'ada@example.org', password: 'analytical engine' };
  await send(server, 'POST /api/v1/auth/register', { json });
  await server.logWith('could not deliver mail.welcome');
  const families = await scrape(server);
  expect(valuesOf(families, 'docket_limit_refusals_total')).toEqual({ 'limit=read': 1 });
  expect(valuesOf(families, 'docket_deliveries_total')).toEqual({ 'kind=mail.welcome,outcome=failed': 1 });
  expect(valuesOf(families, 'docket_outbox_messages')).toEqual({ 'state=waiting': 1, 'state=failed': 0 });
  expect(valuesOf(families, 'docket_requests_running')).toEqual({ '': 1 }); // the scrape
  for (const name of [
    'docket_webhook_deliveries_waiting',
    'docket_webhook_lag_seconds',
    'docket_requests_waiting',
    'docket_hashing_waiting',
    'docket_writes_waiting',
    'docket_faults_total',
  ])
    expect([name, valuesOf(families, name)]).toEqual([name, { '': 0 }]);
  expect(valuesOf(families, 'nodejs_eventloop_lag_p99_seconds')['']).toBeGreaterThan(0);
  expect(valuesOf(families, 'process_cpu_seconds_total')['']).toBeGreaterThan(0);
});

test('tells of streams, of what is sent in them, and how they end', async () => {
  const server = await startServerForTest({ METRICS_TOKEN: TOKEN });
  const { access_token: token } = await admin(server);
  const leaving = new AbortController();
  const init = { headers: { authorization: `Bearer ${token}` }, signal: leaving.signal };
  const readers = [];
  for (const path of ['/api/v1/events/stream', '/trpc/event.stream']) {
    readers.push((await fetch(server.url + path, init)).body?.pipeThrough(new TextDecoderStream()).getReader());
  }
  const socket = await openSocket(server.url, { token });
  await socket.ask({ id: 1, method: 'subscription', path: 'event.stream' });
  await send(server, 'POST /api/v1/labels', { token, json: { name: 'told' } });
  expect((await socket.hear()).result?.type).toBe('data');
  for (const reader of readers)
    for (let read = ''; !read.includes('told'); read += (await reader?.read())?.value ?? '');
  const families = await scrape(server);
  const each = (value: number, more = '') =>
    Object.fromEntries(
      ['rest', 'trpc', 'websocket'].map((door) => [`procedure=event.stream,door=${door}${more}`, value]),
    );
  expect(valuesOf(families, 'docket_streams')).toEqual(each(1));
  expect(valuesOf(families, 'docket_streams_behind')).toEqual({});
  expect(valuesOf(families, 'docket_stream_messages_total')).toEqual(each(1));
  expect(valuesOf(families, 'docket_websockets')).toEqual({ '': 1 });
  expect(valuesOf(families, 'docket_feed_followers')).toEqual({ '': 3 });
  expect(valuesOf(families, 'docket_feed_bytes')['']).toBeGreaterThan(100);
  expect(valuesOf(families, 'docket_http_requests_total')['door=websocket,status=101']).toBe(1);
  expect(valuesOf(families, 'docket_calls_total')['procedure=event.stream,door=websocket,status=200']).toBe(1);
  expect(Number(families.get('docket_feed_lag_seconds')?.metrics[0]?.count)).toBe(1);
  leaving.abort();
  socket.close();
  await vi.waitFor(async () => {
    const after = await scrape(server);
    expect(valuesOf(after, 'docket_streams')).toEqual({});
    expect(valuesOf(after, 'docket_stream_ends_total')).toEqual(each(1, ',how=left'));
  }, 10_000);
  expect(valuesOf(families, 'docket_connections_cut_total')).toEqual({
    'kind=http,reason=stalled': 0,
    'kind=http,reason=unread': 0,
    'kind=websocket,reason=silent': 0,
    'kind=websocket,reason=stalled': 0,
    'kind=websocket,reason=incomplete': 0,
  });
});

test('tells nobody without the token', async () => {
  for (const token of [undefined, `${TOKEN}x`, TOKEN.slice(1)]) {
    const answer = await send<{ code: string }>(server, 'GET /metrics', { token });
    expect([answer.status, answer.json.code]).toEqual([401, 'unauthenticated']);
  }
});

test('is not there unless it is asked for', async () => {
  const settings = testSettings({ DATABASE_URL: await createTestDatabase() });
  const docket = await openDocket(settings);
  const app = await buildServer(docket, { watcher: await openObserving(settings) });
  expect((await app.inject('/metrics')).statusCode).toBe(404);
  await app.close();
  await docket.close();
});

test('answers on an address of its own, and there only, which is refused by name when it is in use', async () => {
  const port = await freePort();
  const server = await startServerForTest({ METRICS_PORT: String(port) });
  const own = { url: `http://127.0.0.1:${port}` };
  expect((await scrape(own, {})).size).toBeGreaterThan(20);
  expect((await send(server, 'GET /metrics', { token: TOKEN })).status).toBe(404);
  expect((await send(own, 'GET /health')).status).toBe(404);
  expect((await send(own, 'DELETE /metrics')).status).toBe(405);
  const { status, message } = await refusal(await start({ METRICS_PORT: String(port) }));
  expect([status, message]).toEqual([
    1,
    `Port ${port} is in use: stop the other program, or set METRICS_PORT to another port`,
  ]);
});

/** Two workers, for which a mail waits. */
async function startWorkers(settings: Record<string, string>) {
  const server = await startServerForTest({ WORKERS: '2', SMTP_URL: 'smtp://127.0.0.1:1', ...settings });
  await signUp(server, 'ada');
  return server;
}

/** Whichever worker is asked, `asked` answers for both. */
async function expectOneAnswer(server: Pick<Target, 'url'>, asked: Pick<Target, 'url'>): Promise<void> {
  const before = valuesOf(await scrape(asked), 'docket_http_requests_total')['door=health,status=200'] ?? 0;
  for (let count = 0; count < 20; count += 1) await send(server, 'GET /health', { headers: { connection: 'close' } });
  for (let count = 0; count < 4; count += 1) {
    const families = await scrape(asked, { token: TOKEN, headers: { connection: 'close' } });
    expect(valuesOf(families, 'docket_http_requests_total')['door=health,status=200']).toBe(before + 20);
    expect(valuesOf(families, 'docket_outbox_messages')).toEqual({ 'state=waiting': 1, 'state=failed': 0 });
  }
}

test('several workers answer as one, with METRICS_TOKEN', async () => {
  const server = await startWorkers({ METRICS_TOKEN: TOKEN });
  await expectOneAnswer(server, server);
});

test('several workers answer as one, with METRICS_PORT and a token, and end on SIGTERM while Prometheus is connected', async () => {
  const port = String(await freePort());
  const asked = { url: `http://127.0.0.1:${port}` };
  const server = await startWorkers({ METRICS_PORT: port, METRICS_TOKEN: TOKEN });
  expect((await send(asked, 'GET /metrics')).status).toBe(401);
  expect((await send(server, 'GET /metrics', { token: TOKEN })).status).toBe(404);
  await expectOneAnswer(server, asked);
  await scrape(asked);
  const ended = vi.fn();
  server.process.once('exit', ended);
  server.process.kill('SIGTERM');
  await vi.waitFor(() => expect(ended).toHaveBeenCalledWith(0, null), 60_000);
});
