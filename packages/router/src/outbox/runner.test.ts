import { expect, test } from 'vitest';
import { openTestDocket } from '../testing.ts';
import { openTestMailServer } from './testing.ts';

const ada = { email: 'ada@example.org', password: 'analytical engine' };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function withMailServer() {
  const mail = await openTestMailServer();
  const docket = await openTestDocket({ SMTP_URL: mail.url });
  const register = (email = ada.email) => docket.caller('anonymous').auth.register({ ...ada, email });
  return { docket, mail, register };
}

test('delivers by itself once it is started, what waited and what comes', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  docket.outbox.start(log);
  docket.outbox.start(log);
  await mail.hasReceived(1);
  docket.clock.now = new Date();
  await register('bob@example.org');
  await mail.hasReceived(2);
  await docket.outbox.stop();
  expect(mail.received.map(({ to }) => to)).toEqual([ada.email, 'bob@example.org']);
});

test('finishes the delivery under way when it is stopped, and begins no other', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  await register('bob@example.org');
  const stopped = mail.hasSeen(1).then(() => docket.outbox.stop());
  docket.outbox.start(log);
  await stopped;
  const left = await docket.database.read.selectFrom('outbox').select('attempts').execute();
  expect(mail.received).toHaveLength(1);
  expect(left).toEqual([{ attempts: 0 }]);
});

test('waits a few seconds for a mail server that never answers, and tries again another time', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  mail.answers.push('never');
  docket.outbox.start(log);
  await mail.hasSeen(1);
  const start = performance.now();
  await docket.outbox.stop();
  expect(performance.now() - start).toBeLessThan(5000);
  const rows = await docket.database.read.selectFrom('outbox').selectAll().execute();
  expect(rows).toMatchObject([{ attempts: 1, failed_at: null, last_error: 'EABORT' }]);
});

test('starts nothing by itself', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  await docket.close();
  expect(mail.received).toEqual([]);
});
