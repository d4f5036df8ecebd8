import ipaddr from 'ipaddr.js';

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711` into X-Forwarded-For. */
const WITH_PORT = /^(?:\[(.+)\]|(\d+(?:\.\d+){3}))(?::\d+)?$/;

/**
 * What counts as one address where calls are limited. An IPv6 address is its /64, because that is
 * the least that a provider hands out: whoever has one has 2^64 of them (RFC 6177, section 2). An
 * IPv4 address that is written as IPv6 is the IPv4 address. What is no address at all, such as
 * that of a socket that is closed already, shares one key.
 */
export function addressKey(given: string): string {
  const address = given.replace(WITH_PORT, '$1$2');
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Whose a call is where callers take turns; undefined for a call in process, which has no address. */
export function addressKeyOf({ address }: { address: string | null }): string | undefined {
  return address === null ? undefined : addressKey(address);
}
