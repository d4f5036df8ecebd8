import { openTestMailServer } from '@docket/kit/mail-server';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, idsOf, MINUTE_MS, SECOND_MS, titlesIn, withReceiver } from './receiving.ts';

test('tries again by the schedule, and gives up after ten attempts', async () => {
  const { docket, root, receiver, url, file, deliver, lastDelivery } = await withReceiver();
  const { id } = await root.caller.webhook.create({ url, events: ['issue.created'] });
  receiver.answers.push(...Array.from({ length: 10 }, () => ({ status: 500, body: 'x'.repeat(9999) })));
  await file('Crash');
  const waits: number[] = [];
  for (;;) {
    await deliver();
    const delivery = await lastDelivery(id);
    if (!delivery?.next_attempt_at) break;
    const wait = Date.parse(delivery.next_attempt_at) - docket.clock.now.getTime();
    waits.push(wait / SECOND_MS);
    docket.clock.advance(wait - 1);
    expect(await deliver()).toBe(0);
    expect(receiver.received).toHaveLength(waits.length);
    docket.clock.advance(1);
  }
  const schedule = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
  expect(waits).toHaveLength(schedule.length);
  for (const [at, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(schedule[at] ?? 0);
    expect(wait).toBeLessThanOrEqual(1.1 * (schedule[at] ?? 0));
  }
  expect(new Set(idsOf(receiver.received)).size).toBe(1);
  const given = { state: 'failed', status: 500, attempts: 10, error: 'The receiver answered 500' };
  expect(await lastDelivery(id)).toMatchObject({ ...given, answer: 'x'.repeat(4096) });
});

test('waits as long as the receiver asks for, with everything, and a day at most', async () => {
  const { docket, root, receiver, url, file, deliver } = await withReceiver();
  await root.caller.webhook.create({ url, events: ['issue.created'] });
  const inAnHour = () => new Date(docket.clock.now.getTime() + HOUR_MS).toUTCString();
  for (const [answer, wait] of [
    ['60', MINUTE_MS],
    [inAnHour(), HOUR_MS - MINUTE_MS],
    ['999999999', DAY_MS],
  ] as const) {
    receiver.received.length = 0;
    receiver.answers.push({ status: 429, headers: { 'retry-after': answer } });
    await file('Crash');
    await deliver();
    await file('One more');
    docket.clock.advance(wait - 2 * SECOND_MS);
    await deliver();
    expect(titlesIn(receiver.received), answer).toEqual(['Crash']);
    docket.clock.advance(2 * SECOND_MS);
    await deliver();
    expect(titlesIn(receiver.received).toSorted(), answer).toEqual(['Crash', 'Crash', 'One more']);
  }
});

test('is disabled at once by 410, and after five days without an arrival, with a mail to the owner', async () => {
  const mail = await openTestMailServer();
  const { docket, root, receiver, url, file, deliver } = await withReceiver({ SMTP_URL: mail.url });
  const { webhook, event } = root.caller;
  const gone = await webhook.create({ url, events: ['issue.created'] });
  receiver.answers.push({ status: 410 });
  await file('First');
  await deliver();
  expect(await webhook.get({ id: gone.id })).toMatchObject({ is_active: false, disabled_for: 'gone', version: 2 });
  const failing = await webhook.create({ url: 'http://127.0.0.1:1', events: ['issue.created'] });
  await file('Second');
  await deliver();
  docket.clock.advance(5 * DAY_MS - 1);
  await deliver();
  expect(await webhook.get({ id: failing.id })).toMatchObject({ is_active: true });
  docket.clock.advance(DAY_MS);
  await deliver();
  expect(await webhook.get({ id: failing.id })).toMatchObject({ is_active: false, disabled_for: 'failing' });
  expect((await event.list({ type: ['webhook.disabled'] })).items).toMatchObject([
    { subject: { id: failing.id }, actor_name: 'webhooks' },
    { subject: { id: gone.id }, actor_name: 'webhooks' },
  ]);
  await docket.outbox.deliverDue();
  const disabled = mail.received.filter(({ subject }) => subject.includes('webhook'));
  expect(disabled.map(({ to, raw }) => [to, raw.includes(gone.id) || raw.includes(failing.id)])).toEqual([
    ['root@example.org', true],
    ['root@example.org', true],
  ]);
});
