// Runs on sqlite: what an address is has nothing to do with an engine.

import type { LookupAddress } from 'node:dns';
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import { openTestDocket } from '@docket/kit/docket';
import { openReceiver } from '@docket/kit/receiver';
import { expect, onTestFinished, test } from 'vitest';
import { isAllowed } from '../../src/webhooks/addresses.ts';
import { TO_RECEIVERS } from './receiving.ts';

/** What names stand for from now on, for whoever looks one up. */
function nameServer(...answers: LookupAddress[][]): void {
  const { lookup } = dns;
  dns.lookup = (async () => answers.shift()) as never;
  syncBuiltinESMExports();
  onTestFinished(() => {
    dns.lookup = lookup;
    syncBuiltinESMExports();
  });
}

const REFUSED = [
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  ...['169.254.169.254', '169.254.170.2', '100.64.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.192', '192.0.2.1'],
  ...['198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', '100::1'],
  ...[
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '3fff::1',
    '5f00::1',
    'nonsense',
    '',
  ],
];

test.each(REFUSED)('sends nothing to %s', (address) => expect(isAllowed(address, [])).toBe(false));

test.each(['1.1.1.1', '93.184.215.14', '::ffff:1.1.1.1', '2606:4700:4700::1111'])('sends to %s', (address) => {
  expect(isAllowed(address, [])).toBe(true);
});

test('sends to networks that are allowed, in whatever form, and to no others', () => {
  const allowed = ['10.1.0.0/16', 'fd00:1::/32'];
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd00:1::1']) expect(isAllowed(address, allowed)).toBe(true);
  for (const address of ['10.2.0.1', 'fd00:2::1', '127.0.0.1']) expect(isAllowed(address, allowed)).toBe(false);
});

async function withHook(settings: Record<string, string> = {}) {
  const docket = await openTestDocket(settings);
  const { caller } = await docket.createUser('root', 'admin');
  const receiver = await openReceiver();
  const { port } = new URL(receiver.url);
  /** What became of a ping to this address. */
  async function ping(url: string) {
    const { id } = await caller.webhook.create({ url });
    await caller.webhook.ping({ id });
    await docket.webhooks.deliverDue();
    const [delivery] = (await caller.webhook.deliveries({ id })).items;
    return delivery;
  }
  return { receiver, port, ping };
}

test('refuses loopback in every way to write it when it dials, and says so in the log of deliveries', async () => {
  const { receiver, port, ping } = await withHook();
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0',
    '①②⑦.0.0.1',
    'localhost',
    'localhost.',
  ];
  for (const host of [...hosts, '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::]', '127.0.0.1.']) {
    const delivery = await ping(`http://${host}:${port}/`);
    expect(delivery, host).toMatchObject({ state: 'waiting', status: null, attempts: 1 });
    expect(delivery?.error, host).toMatch(/no public address|ENOTFOUND/);
  }
  expect(receiver.received).toEqual([]);
});

test('refuses a name when one of its addresses is refused, and connects to none that it has not looked at', async () => {
  const { receiver, port, ping } = await withHook(TO_RECEIVERS);
  const [ours, theirs] = [
    { address: '127.0.0.1', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ];
  nameServer([ours, theirs], [ours], [theirs]);
  expect(await ping(`http://two.example:${port}/`)).toMatchObject({
    error: expect.stringContaining('no public address'),
  });
  // A name that is another one when it is looked up again: what was looked at is what is connected to.
  expect(await ping(`http://rebound.example:${port}/`)).toMatchObject({ state: 'delivered', status: 200 });
  expect(receiver.received).toHaveLength(1);
});

test('follows no redirect', async () => {
  const { receiver, ping } = await withHook(TO_RECEIVERS);
  receiver.answers.push({ status: 307, headers: { location: receiver.url } });
  expect(await ping(receiver.url)).toMatchObject({ state: 'waiting', status: 307 });
  expect(receiver.received).toHaveLength(1);
});
