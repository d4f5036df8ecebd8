import { isIP } from 'node:net';
import { z } from 'zod';
import { jsonList } from './values.ts';

const origin = z.string('each origin must be text').superRefine((value, ctx) => {
  const message = originFault(value);
  if (message) ctx.addIssue({ code: 'custom', message });
});

/** Why no browser would ever send this. An origin is scheme, host and port (RFC 6454, section 6.2), as browsers write it. */
function originFault(value: string): string | undefined {
  if (value === '*') return undefined;
  if (value !== 'null' && /^[\w.-]+(:\d+)?(\/|$)/.test(value) && URL.canParse(`http://${value}`)) {
    const { host } = new URL(`http://${value}`);
    return `each origin must have its scheme: write "https://${host}" or "http://${host}"`;
  }
  const url = URL.parse(value);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return 'each origin must be a scheme and a host, such as "https://app.example.org"';
  }
  if (url.host.includes('*')) return 'each origin must be exact: list them one by one, without "*" in a host';
  return url.origin === value ? undefined : `each origin must be as browsers send it: write "${url.origin}"`;
}

const network = z
  .string('each proxy must be text')
  .refine(
    isNetwork,
    'each proxy must be an address, a network such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
  );

const ownNetwork = z
  .string('each network must be text')
  .refine(
    (text) => text.includes('/') && isNetwork(text),
    'each network must be an address and its bits, such as 10.0.0.0/8',
  );

function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits = '0', ...more] = text.split('/');
  const version = isIP(address);
  return version > 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address, such as https://example.org/docket/' })
  .refine(isPlace, 'must be a scheme, a host and perhaps a path, and nothing else')
  .transform((value) => new URL(value).href.replace(/\/*$/, '/'));

function isPlace(value: string): boolean {
  const url = URL.parse(value);
  if (!url) return true; // was said already
  const { username, password, search, hash } = url;
  return [username, password, search, hash].every((part) => part === '');
}

/** Where callers reach us and pages come from, and who speaks for them. */
export const addressSettings = {
  PUBLIC_URL: publicUrl
    .optional()
    .describe(
      'Where callers reach us, with its path where a proxy takes one away, such as https://example.org/docket/: in links, documents, mail and the path of cookies. Default: what each request asks for. Mail asks for nothing: without it, the links that end mail lead to http://localhost:PORT/, and in production to APP_URL',
    ),
  CORS_ORIGINS: jsonList(origin, 'https://app.example.org')
    .default(['http://localhost:3000'])
    .describe('JSON list of the origins whose pages may call the API, as browsers send them: scheme, host and port'),
  TRUSTED_PROXIES: jsonList(network, '10.0.0.0/8')
    .default([])
    .describe('JSON list of the proxies (addresses, networks, `loopback`) whose X-Forwarded-For is believed'),
  WEBHOOKS_ALLOW: jsonList(ownNetwork, '10.1.2.0/24')
    .default([])
    .describe(
      'JSON list of networks of your own that webhooks may send to. Without it they send to public addresses alone: whoever makes a webhook could reach what is behind your firewall',
    ),
};
