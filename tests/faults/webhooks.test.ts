// Runs on sqlite, and on both with FAULTS=long: what a process leaves when it is killed is the same there.

import { once } from 'node:events';
import { createTestDatabase } from '@docket/kit/database';
import { openReceiver } from '@docket/kit/receiver';
import { admin, production, send, startServerForTest } from '@docket/kit/target';
import { openDocket, readSettings } from '@docket/router';
import { expect, onTestFinished, test } from 'vitest';
import { isLong } from './figures.ts';

const KILLS = isLong ? 20 : 2;
const ISSUES = 20;
const LEASE_MS = 60_000;

test('kill -9 while webhooks are told what happens loses no message', async () => {
  const receiver = await openReceiver();
  const DATABASE_URL = await createTestDatabase();
  const settings = { ...production, DATABASE_URL, WEBHOOKS_ALLOW: '["127.0.0.0/8"]' };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const server = await startServerForTest(settings);
    const { access_token: token } = await admin(server);
    const before = receiver.received.length;
    // Each kill meets a webhook of its own: the one before is held by the process that died.
    const hook = { url: `${receiver.url}/${kill}`, events: ['issue.created'] };
    expect(await send(server, 'POST /api/v1/webhooks', { token, json: hook })).toMatchObject({ status: 201 });
    if (kill % 2 === 1) receiver.answers.push('never');
    const json = { title: 'Told of', description: 'Whatever happens to the server' };
    const filing = Array.from({ length: ISSUES }, () => send(server, 'POST /api/v1/issues', { token, json }));
    await receiver.hasReceived(before + 1 + (kill % 8));
    await Promise.all(filing);
    server.process.kill('SIGKILL');
    await once(server.process, 'exit');
  }
  // As if the next server started when nobody holds them any more.
  const later = () => new Date(Date.now() + LEASE_MS);
  const docket = await openDocket(readSettings({ ...settings }, '/dev/null'), { now: later });
  onTestFinished(() => docket.close());
  await docket.webhooks.deliverDue();
  const { read } = docket.database;
  const events = await read.selectFrom('event').select(['id', 'type', 'position']).orderBy('position').execute();
  const begins = events.filter(({ type }) => type === 'webhook.created');
  expect(begins).toHaveLength(KILLS);
  for (const [kill, { position }] of begins.entries()) {
    const told = receiver.received
      .filter(({ path }) => path === `/${kill}`)
      .map(({ headers }) => headers['webhook-id']);
    const happened = events.filter((event) => event.type === 'issue.created' && event.position > position);
    expect(new Set(told), `of webhook ${kill}`).toEqual(new Set(happened.map(({ id }) => id)));
  }
});
