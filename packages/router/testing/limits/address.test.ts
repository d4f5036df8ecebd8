// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { addressKey } from '../../src/limits/address.ts';

test('counts an IPv4 address as one, however it is written', () => {
  expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
  expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(addressKey('::ffff:c000:201')).toBe('192.0.2.1');
  expect(addressKey('192.0.2.2')).not.toBe(addressKey('192.0.2.1'));
});

test('counts all IPv6 addresses of a /64 as one, and those of the next /64 as another', () => {
  const key = addressKey('2001:db8:0:1::1');
  expect(addressKey('2001:db8:0:1:ffff:ffff:ffff:ffff')).toBe(key);
  expect(addressKey('2001:0DB8:0000:0001:0:0:0:2')).toBe(key);
  expect(addressKey('2001:db8:0:2::1')).not.toBe(key);
  expect(addressKey('fe80::1%eth0')).toBe(addressKey('fe80::2'));
});

test('takes the port away that some proxies write', () => {
  expect(addressKey('192.0.2.1:4711')).toBe('192.0.2.1');
  expect(addressKey('[2001:db8:0:1::1]:4711')).toBe(addressKey('2001:db8:0:1::1'));
  expect(addressKey('[2001:db8:0:1::1]')).toBe(addressKey('2001:db8:0:1::1'));
});

test.each(['', 'unknown', 'not.an.address', '192.0.2.1:'])('has one key for all that is no address: "%s"', (given) => {
  expect(addressKey(given)).toBe('unknown');
});
