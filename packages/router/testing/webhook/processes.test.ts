import { openTestDocket } from '@docket/kit/docket';
import { openReceiver } from '@docket/kit/receiver';
import { expect, onTestFinished, test } from 'vitest';
import { openDocket } from '../../src/docket.ts';
import { readLog } from '../../src/features/event/queries/log.ts';
import { claimBatch } from '../../src/features/webhook/commands/sending.ts';
import { listReady } from '../../src/features/webhook/queries/sending.ts';
import { TO_RECEIVERS } from './receiving.ts';

const LEASE_MS = 60_000;

async function withTwo() {
  const one = await openTestDocket(TO_RECEIVERS);
  const other = await openDocket(one.settings, { now: () => one.clock.now });
  onTestFinished(() => other.close());
  const { caller } = await one.createUser('root', 'admin');
  const receiver = await openReceiver();
  const hook = await caller.webhook.create({ url: receiver.url, events: ['issue.created'] });
  const file = async (count: number) => {
    for (let at = 0; at < count; at += 1)
      await caller.issue.create({ title: `Crash ${at}`, description: 'It crashes' });
    return (await caller.event.list({ type: ['issue.created'], size: 100 })).items.map(({ id }) => id).sort();
  };
  const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']).sort();
  return { one, other, caller, receiver, hook, file, ids };
}

test('two processes send each message once between them', async () => {
  const { one, other, file, ids } = await withTwo();
  const events = await file(30);
  const arrived = await Promise.all([one, other, one, other].map(({ webhooks }) => webhooks.deliverDue()));
  while ((await one.webhooks.deliverDue()) > 0); // who was slower leaves it to the other
  expect(ids()).toEqual(events);
  expect(Math.max(...arrived)).toBeLessThanOrEqual(30);
});

test('a process that dies after it has made deliveries, before it sends them, loses none', async () => {
  const { one, other, file, ids } = await withTwo();
  const events = await file(3);
  const { read, write } = one.database;
  const at = one.clock.now.toISOString();
  const [webhook] = await listReady(read, at);
  if (!webhook) throw new Error('There is no webhook');
  const wanted = (await readLog(read, webhook.position, 100)).filter(({ type }) => type === 'issue.created');
  const upto = wanted.at(-1)?.position ?? 0;
  await write((db) => claimBatch(db, webhook, { wanted, upto, at })); // and is gone
  expect(await other.webhooks.deliverDue()).toBe(0);
  one.clock.advance(LEASE_MS);
  expect(await other.webhooks.deliverDue()).toBe(3);
  expect(ids()).toEqual(events);
});

test('what a process had sent and not recorded when it died is sent again, under the same id', async () => {
  const { one, other, caller, hook, receiver, file, ids } = await withTwo();
  const [event] = await file(1);
  receiver.answers.push('never');
  const dead = one.webhooks.deliverDue(); // until it is broken off
  await receiver.hasReceived(1);
  expect(await other.webhooks.deliverDue()).toBe(0);
  one.clock.advance(LEASE_MS);
  expect(await other.webhooks.deliverDue()).toBe(1);
  expect(ids()).toEqual([event, event]);
  receiver.hangUp();
  await dead;
  const { items } = await caller.webhook.deliveries({ id: hook.id });
  expect(items).toMatchObject([{ state: 'delivered', attempts: 1 }]);
});

test('a receiver that does not answer keeps up no other', async () => {
  const { one, caller, receiver, file } = await withTwo();
  const slow = await openReceiver();
  slow.answers.push('never');
  await caller.webhook.create({ url: slow.url, events: ['issue.created'] });
  await file(1);
  const sending = one.webhooks.deliverDue();
  await slow.hasReceived(1);
  await receiver.hasReceived(1);
  slow.hangUp();
  await sending;
});
