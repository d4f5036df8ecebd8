import type { SessionStore } from '@docket/client';
import { CommandError } from '../failure.ts';
import type { Io } from '../io.ts';
import { currentLogin, type Login, readLogin } from './logins.ts';

/** A server that calls go to, and what is sent to it. */
export type Server = {
  url: string;
  /** A token that the person who types has at hand; it goes before a login. */
  token: string | undefined;
  login: Login | undefined;
  /** Where a session goes that begins now. */
  session?: SessionStore;
};

/** The server that is named, or that of the last login; undefined when there is neither. */
export function findServer(
  io: Io,
  given: string | undefined = io.env['DOCKET_SERVER'] || undefined,
): Server | undefined {
  if (given !== undefined) {
    const url = originOf(given);
    return { url, token: io.env['DOCKET_TOKEN'] || undefined, login: readLogin(io, url) };
  }
  // A token in the environment is not for whatever server one has logged in to last.
  const login = currentLogin(io);
  return login && { url: login.url, token: undefined, login };
}

/** Whether there is a token in the environment, and no server is named that it could be for. */
export function ignoresToken({ env }: Pick<Io, 'env'>, given: string | undefined): boolean {
  return Boolean(env['DOCKET_TOKEN']) && given === undefined && !env['DOCKET_SERVER'];
}

/**
 * An address as a login is kept under it.
 *
 * @throws CommandError for what is no web address
 */
export function originOf(given: string): string {
  const url = URL.parse(
    /^[\w.-]+(:\d+)?$/.test(given) ? `${isThisMachine(given) ? 'http' : 'https'}://${given}` : given,
  );
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username)
    return url.href.replace(/\/+$/, '');
  throw new CommandError(`--server: "${given}" is no address of a server: name one such as https://docket.example.org`);
}

/** Whether what is sent there can be read on the way. */
export function isOpenToAll(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isThisMachine(hostname);
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}
