import {
  createDocketClient,
  type DocketClient,
  type DocketClientOptions,
  type DocketDownloads,
  type DocketUploads,
  download,
  follow,
  isDocketError,
  upload,
} from '@docket/client';
import type { Caller } from '@docket/router';
import { shapes } from '../catalog.ts';
import { CommandError, Refusal } from '../failure.ts';
import type { Io } from '../io.ts';
import { sessionStore } from '../login/logins.ts';
import type { Server } from '../login/servers.ts';
import { VERSION } from '../version.ts';
import { type AnyCall, isStream, type RestAnswer, type RestRequest, type Target } from './target.ts';

/** A server elsewhere, through the typed client. */
export function openRemote(io: Io, server: Server, { isPublic }: { isPublic: boolean }): Target {
  const credentials = isPublic ? {} : credentialsOf(io, server);
  const client = createDocketClient({ url: server.url, fetch: fetchAs(io), ...credentials });
  return {
    caller: callerOf(client, server.url),
    send: async (request) => send(io, { url: server.url, token: await bearerOf(io, server, client) }, request),
    pages: server.login?.pages,
    close: async () => undefined,
  };
}

/** Says what program it is: that is what a list of sessions shows. */
function fetchAs({ fetch = globalThis.fetch }: Io): NonNullable<Io['fetch']> {
  return (url, init) => {
    const given = init?.headers as Record<string, string> | undefined; // as tRPC's client and `send` make them
    return fetch(url, { ...init, headers: { ...given, 'user-agent': `docket/${VERSION}` } });
  };
}

function credentialsOf(io: Io, { url, token, login, session }: Server): Pick<DocketClientOptions, 'token' | 'session'> {
  if (session) return { session };
  const known = token ?? login?.token;
  if (known !== undefined) return { token: known };
  return login ? { session: sessionStore(io, url) } : {};
}

type Features = Record<string, Record<string, Record<string, AnyCall>>>;

/** The client in the shape of the router's caller. */
function callerOf(client: DocketClient, url: string): Caller {
  const caller: Record<string, Record<string, AnyCall>> = {};
  const features = client as unknown as Features; // TypeScript cannot follow it by a name that is computed
  for (const [procedure, { isQuery, isDownload, isUpload, isFeed }] of Object.entries(shapes)) {
    const [feature = '', verb = ''] = procedure.split('.');
    caller[feature] ??= {};
    const subscribe = isFeed && features[feature]?.[verb]?.['subscribe'];
    if (subscribe) {
      const feed = subscribe as unknown as Subscribe; // as its shape says
      caller[feature][verb] = async (input) => streamOf(follow(feed, input), url);
      continue;
    }
    caller[feature][verb] = async (input) => {
      try {
        if (isDownload) return await download(client, procedure as keyof DocketDownloads, input as never); // as the catalog has it
        if (isUpload) return await upload(client, procedure as keyof DocketUploads, input as never);
        return await features[feature]?.[verb]?.[isQuery ? 'query' : 'mutate']?.(input);
      } catch (error) {
        throw refusalOf(error, url);
      }
    };
  }
  return caller as unknown as Caller; // its procedures are those of the catalog, which is made from the router
}

type Subscribe = Parameters<typeof follow>[0];

async function* streamOf(messages: AsyncIterable<unknown>, url: string): AsyncGenerator<unknown> {
  try {
    yield* messages;
  } catch (error) {
    throw refusalOf(error, url);
  }
}

function refusalOf(error: unknown, url: string): Error {
  if (isDocketError(error)) {
    const { code, httpStatus: status, errors, request_id, conflicts, current } = error.data;
    const about = { ...(errors && { errors }), ...(request_id && { request_id }) };
    const stale = { ...(conflicts && { conflicts }), ...(current && { current }) };
    return new Refusal({ code, status, detail: error.message, ...about, ...stale });
  }
  const isUnreadable = error instanceof Error && error.cause instanceof SyntaxError;
  if (!isUnreadable) return unreachable(error, url);
  return new CommandError(`What answers at ${url} is no Docket: check the address`);
}

/** No answer at all. */
function unreachable(error: unknown, url: string): CommandError {
  const reason = reasonOf(error);
  return new CommandError(`The server ${url} cannot be reached (${reason}): check the address, and whether it runs`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return reasonOf(cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

/** The token of a REST request. A session is renewed first, if it has to be, which is what a call through the client does. */
async function bearerOf(io: Io, { url, token, login }: Server, client: DocketClient): Promise<string | undefined> {
  const known = token ?? login?.token;
  if (known !== undefined || !login) return known;
  await client.user.me.query().catch((error: unknown) => Promise.reject(refusalOf(error, url)));
  return sessionStore(io, url).get()?.access_token;
}

async function send(
  io: Io,
  { url, token }: { url: string; token: string | undefined },
  { method, path, body }: RestRequest,
): Promise<RestAnswer> {
  const fetch = fetchAs(io);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  try {
    const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
    const head = { status: response.status, headers: [...response.headers] };
    if (!response.body || !isStream(response.headers.get('content-type')))
      return { ...head, body: await response.text() };
    return { ...head, pieces: piecesOf(response.body, url) };
  } catch (error) {
    throw unreachable(error, url);
  }
}

async function* piecesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>, url: string): AsyncGenerator<string> {
  try {
    yield* body.pipeThrough(new TextDecoderStream());
  } catch (error) {
    throw unreachable(error, url);
  }
}
