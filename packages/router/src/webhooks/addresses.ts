import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** A receiver at an address that nothing is sent to. It does not say which: who made the webhook may not know our network. */
class RefusedAddress extends Error {
  override name = 'RefusedAddress';

  constructor() {
    super('The receiver is at no public address: WEBHOOKS_ALLOW lists those of the own network that may be');
  }
}

/** Global unicast (RFC 4291): whatever IPv6 has beside it is somebody's own. */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');

/** At Azure it answers with the metadata of the machine, and looks like any other. */
const METADATA = ['168.63.129.16'];

/**
 * Whether anybody may have something sent there. An IPv4 address in IPv6 counts as what it is, and what stands for another
 * address, such as those of NAT64 and 6to4, is none.
 *
 * @param allowed networks of our own, in which all may
 */
export function isAllowed(address: string, allowed: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const networks = allowed.map((one) => ipaddr.parseCIDR(one));
  if (networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))) return true;
  if (parsed.range() !== 'unicast' || METADATA.includes(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL);
}

/**
 * The addresses of a host, all of which have to be allowed. What is connected to is one of these, and not what another
 * lookup says by then (DNS rebinding).
 *
 * @param host of a URL: whatever is a number there is an address by now
 * @throws RefusedAddress
 */
export async function addressesOf(host: string, allowed: readonly string[]): Promise<LookupAddress[]> {
  const addresses = await lookup(host.replace(/^\[(.*)\]$/, '$1'), { all: true });
  if (!addresses.every(({ address }) => isAllowed(address, allowed))) throw new RefusedAddress();
  return addresses;
}
