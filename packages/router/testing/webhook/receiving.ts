import { openTestDocket, type TestUser } from '@docket/kit/docket';
import { openReceiver, type Received } from '@docket/kit/receiver';
import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

type User = Pick<TestUser, 'user' | 'caller'>;

/** With which webhooks reach receivers of the tests. */
export const TO_RECEIVERS = { WEBHOOKS_ALLOW: '["127.0.0.0/8"]' };

export async function withReceiver(settings: Record<string, string> = {}) {
  const docket = await openTestDocket({ ...TO_RECEIVERS, ...settings });
  const users = [await docket.createUser('root', 'admin'), await docket.createUser('ada')];
  // As scripts of theirs: their sessions would end while the clock moves on.
  const [root, ada] = users.map(({ user }) => ({ user, caller: docket.caller({ user: user.email }) })) as [User, User];
  const receiver = await openReceiver();
  const { url } = receiver;
  const file = (title: string, more: object = {}) =>
    ada.caller.issue.create({ title, description: 'It crashes', ...more });
  const deliver = () => docket.webhooks.deliverDue();
  const lastDelivery = async (id: string) => (await root.caller.webhook.deliveries({ id })).items[0];
  return { docket, root, ada, receiver, url, file, deliver, lastDelivery };
}

/** As a receiver does it, at the time of the test. */
export function verified(secret: string, { body, headers }: Received): unknown {
  vi.useFakeTimers({ now: Number(headers['webhook-timestamp']) * SECOND_MS, toFake: ['Date'] });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}

type Message = { type: string; data: { subject: { name: string } } };

export const messagesIn = (received: Received[]) => received.map(({ body }): Message => JSON.parse(body));
export const titlesIn = (received: Received[]) => messagesIn(received).map(({ data }) => data.subject.name);
export const idsOf = (received: Received[]) => received.map(({ headers }) => headers['webhook-id']);
