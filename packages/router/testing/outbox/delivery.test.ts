import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { deliverDue } from '../../src/outbox/delivery.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ada = { email: 'ada@example.org', password: 'analytical engine' };

async function withMailServer() {
  const mail = await openTestMailServer();
  const docket = await openTestDocket({ SMTP_URL: mail.url, MAIL_FROM: 'Docket <docket@mail.example.org>' });
  const register = (email = ada.email) => docket.caller('anonymous').auth.register({ ...ada, email });
  return { docket, mail, register };
}

function rowsOf({ database }: Pick<TestDocket, 'database'>) {
  return database.read.selectFrom('outbox').selectAll().orderBy('id').execute();
}

test('delivers under the id of the row, and then forgets it', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  const [row] = await rowsOf(docket);
  expect(await docket.outbox.deliverDue()).toBe(1);
  expect(mail.received).toMatchObject([{ to: ada.email, messageId: `<${row?.id}@mail.example.org>` }]);
  expect(await rowsOf(docket)).toEqual([]);
  expect(await docket.outbox.deliverDue()).toBe(0);
  expect(mail.received).toHaveLength(1);
});

test('delivers nothing of a transaction that is rolled back', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  await expect(register()).rejects.toThrow('Email already registered');
  expect(await docket.outbox.deliverDue()).toBe(1);
  expect(mail.received).toHaveLength(1);
});

test('tries again later what the mail server cannot take now, under the same id', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  mail.answers.push(451);
  expect(await docket.outbox.deliverDue()).toBe(0);
  const [row] = await rowsOf(docket);
  expect(row).toMatchObject({ attempts: 1, failed_at: null, last_error: expect.stringContaining('EMESSAGE 451') });
  docket.clock.advance(MINUTE_MS - 1);
  expect(await docket.outbox.deliverDue()).toBe(0);
  docket.clock.advance(1);
  expect(await docket.outbox.deliverDue()).toBe(1);
  expect(mail.received).toMatchObject([{ messageId: `<${row?.id}@mail.example.org>` }]);
});

test('waits longer after each attempt, and gives up after five days', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  mail.answers.push(...Array<number>(20).fill(451));
  const start = docket.clock.now.getTime();
  const waits: number[] = [];
  for (;;) {
    await docket.outbox.deliverDue();
    const [row] = await rowsOf(docket);
    if (!row || row.failed_at !== null) break;
    const wait = Date.parse(row.due_at) - docket.clock.now.getTime();
    waits.push(wait / MINUTE_MS);
    docket.clock.advance(wait);
  }
  expect(waits).toEqual([1, 5, 30, 120, 360, 720, 1440, 1440, 1440, 1440]);
  expect(docket.clock.now.getTime() - start).toBeLessThan(5 * DAY_MS);
  expect(await rowsOf(docket)).toMatchObject([{ attempts: 11, failed_at: docket.clock.now.toISOString() }]);
  docket.clock.advance(365 * DAY_MS);
  expect(await docket.outbox.deliverDue()).toBe(0);
  await mail.hasSeen(11);
  expect(mail.received).toEqual([]);
});

test('gives up at once what the mail server refuses for good, and goes on with the next', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  await register('bob@example.org');
  mail.answers.push(550);
  expect(await docket.outbox.deliverDue()).toBe(1);
  expect(mail.received).toMatchObject([{ to: 'bob@example.org' }]);
  const refused = { attempts: 1, failed_at: expect.any(String), last_error: expect.stringContaining('EMESSAGE 550') };
  expect(await rowsOf(docket)).toMatchObject([refused]);
});

test('does not blame the message when there is no mail server, or it does not know us', async () => {
  const mail = await openTestMailServer();
  for (const SMTP_URL of ['smtp://127.0.0.1:1', mail.url.replace('//', '//docket:wrong@')]) {
    const docket = await openTestDocket({ SMTP_URL });
    await docket.caller('anonymous').auth.register(ada);
    expect(await docket.outbox.deliverDue()).toBe(0);
    expect(await rowsOf(docket)).toMatchObject([{ attempts: 1, failed_at: null, last_error: expect.any(String) }]);
  }
});

test('keeps of a refusal only its codes, because some quote the mail', async () => {
  const { docket, mail, register } = await withMailServer();
  await register();
  mail.answers.push(550);
  await docket.outbox.deliverDue();
  const [row] = await rowsOf(docket);
  expect(row?.last_error).toBe('EMESSAGE 550 at DATA');
});

// Two processes: apps/server/src/mail.test.ts.
test('never delivers one message twice, however many deliver at once', async () => {
  const { docket, mail, register } = await withMailServer();
  const addresses = Array.from({ length: 20 }, (_, index) => `user${index}@example.org`);
  for (const address of addresses) await register(address);
  const delivered = await Promise.all([1, 2, 3, 4].map(() => docket.outbox.deliverDue()));
  expect(mail.received.map(({ to }) => to).sort()).toEqual(addresses.sort());
  expect(delivered.filter((count) => count > 0)).toHaveLength(4);
});

/** The outbox with work of our own in the place of mail: it begins, and ends when the test says so. */
async function withWork() {
  const docket = await openTestDocket();
  await docket.caller('anonymous').auth.register(ada);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  function work() {
    const begun = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const deliver = () => {
      begun.resolve();
      return over.promise;
    };
    const delivered = deliverDue({ db: docket.database, now: () => docket.clock.now, log, deliver });
    return { begun: begun.promise, over, delivered };
  }
  return { docket, work };
}

test('takes a message up again when whoever worked on it died', async () => {
  const { docket, work } = await withWork();
  await work().begun; // and is never over
  docket.clock.advance(MINUTE_MS - 1);
  expect(await work().delivered).toBe(0);
  docket.clock.advance(1);
  const second = work();
  second.over.resolve();
  expect(await second.delivered).toBe(1);
});

test('leaves a message to whoever has it now, when its own attempt fails too late', async () => {
  const { docket, work } = await withWork();
  const first = work();
  await first.begun;
  docket.clock.advance(MINUTE_MS);
  const second = work();
  await second.begun;
  first.over.reject(new Error('too late'));
  await first.delivered;
  expect(await rowsOf(docket)).toMatchObject([{ attempts: 2, last_error: null }]);
  second.over.resolve();
  expect(await second.delivered).toBe(1);
});

test('lets a message wait that this version does not know', async () => {
  const docket = await openTestDocket();
  const at = docket.clock.now.toISOString();
  const row = { id: newId(), kind: 'webhook.of_tomorrow', payload: '{}', created_at: at, due_at: at };
  await docket.database.write((db) => db.insertInto('outbox').values(row).execute());
  expect(await docket.outbox.deliverDue()).toBe(0);
  expect(await rowsOf(docket)).toMatchObject([{ attempts: 1, failed_at: null }]);
});
