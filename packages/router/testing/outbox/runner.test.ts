// Runs on sqlite: it tests what lies above the database.

import { openTestDocket } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SILENT } from '../../src/core/log.ts';
import { openOutbox } from '../../src/outbox/runner.ts';

const ada = { email: 'ada@example.org', password: 'analytical engine' };

async function withMailServer() {
  const mail = await openTestMailServer();
  const docket = await openTestDocket({ SMTP_URL: mail.url });
  const register = (email = ada.email) => docket.caller('anonymous').auth.register({ ...ada, email });
  return { docket, mail, register };
}

/** From now on timers go off when a test says so. */
function holdTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

test('delivers by itself once it is started, what waited and what comes', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  docket.startBackground(SILENT);
  docket.startBackground(SILENT);
  await mail.hasReceived(1);
  docket.clock.now = new Date();
  await register('bob@example.org');
  await mail.hasReceived(2);
  await docket.stopBackground();
  expect(mail.received.map(({ to }) => to)).toEqual([ada.email, 'bob@example.org']);
});

test('finishes the delivery under way when it is stopped, and begins no other', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  await register('bob@example.org');
  const stopped = mail.hasSeen(1).then(() => docket.stopBackground());
  docket.startBackground(SILENT);
  await stopped;
  const left = await docket.database.read.selectFrom('outbox').select('attempts').execute();
  expect(mail.received).toHaveLength(1);
  expect(left).toEqual([{ attempts: 0 }]);
});

test('waits a few seconds for a mail server that never answers, and tries again another time', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  mail.answers.push('never');
  docket.startBackground(SILENT);
  await mail.hasSeen(1);
  holdTimers();
  const stopped = docket.stopBackground();
  await vi.advanceTimersByTimeAsync(3000);
  await stopped;
  const rows = await docket.database.read.selectFrom('outbox').selectAll().execute();
  expect(rows).toMatchObject([{ attempts: 1, failed_at: null, last_error: 'EABORT' }]);
});

test('says once, and not each second, that the database is away, and again when it is away anew', async () => {
  const { docket } = await withMailServer();
  const away = Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
  const rounds = [away, away, undefined, away];
  holdTimers();
  const said: string[] = [];
  // Neither engine can be made to go away and come back between two rounds of a second.
  const now = () => {
    const fault = rounds.shift();
    if (fault) throw fault;
    return docket.clock.now;
  };
  const outbox = openOutbox({ db: docket.database, now, openWays: () => ({}) });
  outbox.start({ ...SILENT, warn: (_, message) => said.push(message) });
  while (rounds.length > 0) await vi.advanceTimersByTimeAsync(1000);
  await outbox.stop();
  expect(said).toEqual(Array(2).fill('The service cannot do this at the moment: try again soon'));
});

test('starts nothing by itself', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  await docket.close();
  expect(mail.received).toEqual([]);
});
