import { TEST_SECRET_KEY } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { openDocket } from '../../src/docket.ts';
import { DAY_MS, HOUR_MS, idsOf, messagesIn, SECOND_MS, titlesIn, verified, withReceiver } from './receiving.ts';

test('sends what happens as event.list shows it, under the id of the event, signed by Standard Webhooks', async () => {
  const { root, receiver, url, file, deliver, lastDelivery } = await withReceiver();
  const { id, secret } = await root.caller.webhook.create({ url, events: ['issue.*'] });
  await file('Crash on save');
  expect(await deliver()).toBe(1);
  const [event] = (await root.caller.event.list({ type: ['issue.created'] })).items;
  const [received] = receiver.received;
  if (!received) throw new Error('Nothing was received');
  expect(verified(secret, received)).toEqual({ type: 'issue.created', timestamp: event?.created_at, data: event });
  expect(received.headers).toMatchObject({ 'webhook-id': event?.id, 'content-type': 'application/json' });
  const [other] = [`whsec_${Buffer.from(TEST_SECRET_KEY).toString('base64')}`];
  expect(() => verified(other, received)).toThrow('No matching signature');
  expect(() => verified(secret, { ...received, body: received.body.replace('save', 'load') })).toThrow();
  expect(await lastDelivery(id)).toMatchObject({
    ...{ message_id: event?.id, event, state: 'delivered', status: 200, answer: '{}', error: null, attempts: 1 },
    next_attempt_at: null,
  });
  expect(await deliver()).toBe(0);
});

test('tells of the project, the types and the issues that it was made for', async () => {
  const { root, ada, receiver, url, file, deliver } = await withReceiver();
  await root.caller.project.create({ key: 'WEB', name: 'Website' });
  await ada.caller.label.create({ name: 'bug' });
  await root.caller.webhook.create({ url, project: 'WEB', events: ['issue.created', 'comment.*'], query: 'label:bug' });
  await file('elsewhere', { labels: ['bug'] });
  await file('without label', { project: 'WEB' });
  const { id } = await file('meant', { project: 'WEB', labels: ['bug'] });
  await ada.caller.issue.update({ id, priority: 'high' });
  await ada.caller.comment.create({ issue_id: id, body: 'Too' });
  await root.caller.label.create({ name: 'one more', project: 'WEB' });
  await deliver();
  expect(messagesIn(receiver.received).map(({ type }) => type)).toEqual(['issue.created', 'comment.created']);
  expect(titlesIn(receiver.received)).toEqual(['meant', 'meant']);
});

test('tells of who is named as soon as that is known, and passes nothing over until then', async () => {
  const { docket, root, ada, receiver, url, file, deliver } = await withReceiver();
  await root.caller.webhook.create({
    url,
    events: ['issue.*', 'comment.*'],
    query: 'is:open (mentions:root OR label:x)',
  });
  await file('unnamed');
  const { id } = await file('named', { description: 'For @root' });
  await deliver();
  expect(receiver.received).toEqual([]);
  await docket.notifier.tellAll();
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['named']);
  await ada.caller.comment.create({ issue_id: id, body: 'Too' });
  await docket.notifier.tellAll();
  await deliver();
  expect(messagesIn(receiver.received).map(({ type }) => type)).toEqual(['issue.created', 'comment.created']);
});

test('signs with both secrets for a day after a rotation, and with those of a SECRET_KEY that is still accepted', async () => {
  const { docket, root, receiver, url, file, deliver } = await withReceiver();
  const { id, secret: first } = await root.caller.webhook.create({ url, events: ['issue.created'] });
  const { secret: second, rotating_until } = await root.caller.webhook.rotate({ id });
  expect(Date.parse(rotating_until ?? '')).toBe(docket.clock.now.getTime() + DAY_MS);
  await file('While both are good');
  await deliver();
  docket.clock.advance(DAY_MS);
  await file('Later');
  await deliver();
  const changed = { ...docket.settings, SECRET_KEY: 'another key', ACCEPTED_SECRET_KEYS: [TEST_SECRET_KEY] };
  const other = await openDocket(changed, { now: () => docket.clock.now });
  await file('By another key');
  await other.webhooks.deliverDue();
  await other.close();
  const [both, later, byOther] = receiver.received;
  if (!both || !later || !byOther) throw new Error('Something was not received');
  for (const [secret, received] of [
    [first, both],
    [second, both],
    [second, later],
    [second, byOther],
  ] as const) {
    expect(verified(secret, received)).toBeTruthy();
  }
  for (const received of [later, byOther]) expect(() => verified(first, received)).toThrow();
});

test('sends what its owner sees when it is sent, and nothing of an owner who cannot sign in', async () => {
  const { docket, root, ada, receiver, url, deliver, lastDelivery } = await withReceiver({ SHOW_EMAILS: 'false' });
  const { project, issue, user } = root.caller;
  await project.create({ key: 'TOP', name: 'Top', visibility: 'private' });
  await project.addMember({ project: 'TOP', user: 'ada', role: 'manager' });
  const { id } = await ada.caller.webhook.create({ url, project: 'TOP', events: ['issue.*'] });
  const filed = (title: string) => issue.create({ title, description: 'It crashes', project: 'TOP' });
  await filed('Seen');
  await deliver();
  receiver.answers.push({ status: 500 });
  await filed('Failed at first');
  await deliver();
  await project.removeMember({ project: 'TOP', user_id: 'ada' });
  docket.clock.advance(10 * SECOND_MS);
  await deliver();
  expect(await lastDelivery(id)).toMatchObject({
    state: 'failed',
    attempts: 1,
    error: expect.stringContaining('Not sent'),
  });
  await filed('Unseen');
  await deliver();
  await project.addMember({ project: 'TOP', user: 'ada', role: 'viewer' });
  await user.update({ id: ada.user.id, is_active: false });
  await filed('For nobody');
  await deliver();
  await user.update({ id: ada.user.id, is_active: true });
  await filed('Seen again');
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['Seen', 'Failed at first', 'Seen again']);
  expect((await root.caller.webhook.deliveries({ id })).total).toBe(3); // of the others none were made
  expect(receiver.received.map(({ body }) => body).join()).not.toContain('root@');
});

test("writes an admin's first look at a private project down before it sends any of it", async () => {
  const { root, ada, receiver, url, deliver } = await withReceiver();
  await ada.caller.project.create({ key: 'OWN', name: 'Own', visibility: 'private' });
  await root.caller.webhook.create({ url, events: ['issue.created'] });
  await ada.caller.issue.create({ title: 'Secret', description: 'Of Ada', project: 'OWN' });
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['Secret']);
  const { items } = await ada.caller.event.list({ type: ['project.looked_into'] });
  expect(items).toMatchObject([{ actor: { username: 'root' }, subject: { key: 'OWN' } }]);
});

test('who changes where it sends to owns it, so that nobody gets what another one sees', async () => {
  const { root, ada, receiver, url, file, deliver } = await withReceiver();
  await root.caller.project.create({ key: 'WEB', name: 'Website' });
  await root.caller.project.create({ key: 'TOP', name: 'Top', visibility: 'private' });
  await root.caller.project.addMember({ project: 'WEB', user: 'ada', role: 'manager' });
  const { id } = await root.caller.webhook.create({ url: `${url}/root`, project: 'WEB' });
  await ada.caller.webhook.update({ id, events: ['issue.*'] });
  expect(await root.caller.webhook.get({ id })).toMatchObject({ owner: { username: 'root' } });
  expect(await ada.caller.webhook.update({ id, url })).toMatchObject({ owner: { username: 'ada' } });
  const moved = await file('Moved', { project: 'WEB' });
  await root.caller.issue.update({ id: moved.id, project: 'TOP' });
  await file('Stays', { project: 'WEB' });
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['Stays']);
});

test('replays exactly what happened since a position, and goes on behind it', async () => {
  const { docket, root, receiver, url, file, deliver } = await withReceiver();
  const { webhook, event } = root.caller;
  const { id } = await webhook.create({ url, events: ['issue.created'] });
  for (const title of ['No 1', 'No 2', 'No 3']) await file(title);
  await deliver();
  await webhook.update({ id, is_active: false });
  for (const title of ['No 4', 'No 5']) await file(title);
  await deliver();
  const { position } = await webhook.get({ id });
  await webhook.update({ id, is_active: true });
  await file('No 6');
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['No 1', 'No 2', 'No 3', 'No 6']);
  receiver.received.length = 0;
  await webhook.replay({ id, since: position ?? '' });
  await file('No 7');
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['No 4', 'No 5', 'No 6', 'No 7']);
  // One that waits for its next attempt is in the range, and comes once.
  receiver.received.length = 0;
  receiver.answers.push({ status: 500 });
  await file('No 8');
  await deliver();
  const [, , sixth] = (await event.list({ type: ['issue.created'] })).items;
  await webhook.replay({ id, since: sixth?.position ?? '' });
  docket.clock.advance(HOUR_MS);
  await deliver();
  expect(titlesIn(receiver.received)).toEqual(['No 8', 'No 7', 'No 8']);
});

test('sends one delivery again under its id, and nothing while it is not active', async () => {
  const { root, receiver, url, deliver, lastDelivery } = await withReceiver();
  const { webhook } = root.caller;
  const { id } = await webhook.create({ url, events: ['issue.created'] });
  await webhook.ping({ id });
  await deliver();
  const first = await lastDelivery(id);
  const again = await webhook.redeliver({ id: first?.id ?? '' });
  expect(again).toMatchObject({ message_id: first?.message_id, state: 'waiting' });
  expect(again.id).not.toBe(first?.id);
  await deliver();
  expect(idsOf(receiver.received)).toEqual([first?.message_id, first?.message_id]);
  expect(messagesIn(receiver.received)[0]).toEqual({
    type: 'ping',
    timestamp: first?.created_at,
    data: { webhook_id: id },
  });
  await webhook.update({ id, is_active: false });
  await expect(webhook.ping({ id })).rejects.toMatchObject({ reason: 'webhook_inactive' });
  await expect(webhook.redeliver({ id: again.id })).rejects.toMatchObject({ reason: 'webhook_inactive' });
  await expect(webhook.replay({ id, since: '0123456789abcdef.1' })).rejects.toMatchObject({
    reason: 'webhook_inactive',
  });
});
