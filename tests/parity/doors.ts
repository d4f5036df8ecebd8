import { text } from 'node:stream/consumers';
import {
  createDocketClient,
  type DocketDownloads,
  type DocketUploads,
  download,
  follow,
  isDocketError,
  type Message,
  type StoredSession,
  upload,
} from '@docket/client';
import { runCommand } from '@docket/kit/cli';
import { commandLineWithFiles } from '@docket/kit/command-line';
import type { TestUser } from '@docket/kit/docket';
import { type Heard, openSocket, type TestSocket } from '@docket/kit/web-socket';
import type { RemoteCaller, ServedWorld } from '@docket/kit/world';
import { restBindings } from '@docket/rest';
import { describeError, type ErrorDescription, listProcedures, type ProcedureInfo } from '@docket/router';

type Call = { procedure: string; as: RemoteCaller; input: unknown };

/** What a call came to, whichever way it was made. */
export type Outcome = { data: unknown } | { error: Refused };

type Refused = Pick<ErrorDescription, 'code' | 'status' | 'detail' | 'errors' | 'conflicts' | 'current'>;

/** A way to make a call. */
export type Door = (world: ServedWorld, call: Call) => Promise<Outcome>;

/** In process. */
export const throughCaller: Door = async ({ server, users, cookie }, { procedure, as, input }) => {
  const cookies = { get: () => cookie, set: () => undefined, clear: () => undefined };
  const credentials = as === 'anonymous' ? 'anonymous' : { access_token: users[as].access_token };
  try {
    return { data: await wholeOf(await at(server.docket.caller(credentials, { cookies }), procedure)(input)) };
  } catch (error) {
    return { error: describeError(error) };
  }
};

/** Over tRPC, with the typed client. */
export const throughClient: Door = async ({ server, users, cookie }, { procedure, as, input }) => {
  const session = as === 'anonymous' ? null : sessionOf(users[as]);
  const client = createDocketClient({
    url: await server.listen(),
    session: { get: () => session, set: () => undefined },
    fetch: (url, init) => server.fetch(url, withCookie(init, cookie)),
  });
  const kind = kindOf(procedure);
  try {
    if (kind === 'download') {
      return { data: await wholeOf(await download(client, procedure as keyof DocketDownloads, input as never)) };
    }
    if (kind === 'upload') return { data: await upload(client, procedure as keyof DocketUploads, input as never) };
    if (kind === 'feed') return { data: await wholeOf(follow(at(client, `${procedure}.subscribe`) as never, input)) };
    return { data: await at(client, `${procedure}.${kind === 'query' ? 'query' : 'mutate'}`)(input) };
  } catch (error) {
    if (!isDocketError(error)) throw error;
    const { code, httpStatus: status, errors, request_id: _id, path: _path, ...about } = error.data;
    return { error: { code, status, detail: error.message, ...(errors && { errors }), ...about } };
  }
};

/** Over a WebSocket, as a client of tRPC in any language. */
export const throughSocket: Door = async (world, { procedure, as, input }) => {
  const token = as === 'anonymous' ? undefined : world.users[as].access_token;
  const socket = await openSocket(await world.server.listen(), { token, onEnd: () => undefined });
  const kind = kindOf(procedure);
  try {
    const asked = { id: 1, path: procedure, input };
    if (kind === 'feed') return await streamed(socket, asked);
    const told = await socket.ask({ ...asked, method: kind === 'query' ? 'query' : 'mutation' });
    const position = told.headers?.['docket-position'];
    if (position && 'heard' in world) Object.assign(world.heard as object, { position });
    return told.error ? { error: refusedBy(told.error) } : { data: told.result?.data };
  } finally {
    socket.close();
    await socket.closed;
  }
};

async function streamed(socket: TestSocket, asked: { id: number; path: string; input: unknown }): Promise<Outcome> {
  const messages: object[] = [];
  let told = await socket.ask({ ...asked, method: 'subscription' });
  for (; told.result && told.result.type !== 'stopped'; told = await socket.hear()) {
    const { data } = (told.result.data ?? {}) as { data?: object };
    if (told.result.type === 'data') messages.push({ ...data, position: told.result.id });
  }
  return told.error ? { error: refusedBy(told.error) } : { data: messages };
}

function refusedBy({ message, data }: NonNullable<Heard['error']>): Refused {
  const { httpStatus: status, errors, request_id: _id, path: _path, ...about } = data;
  return { status, detail: message, ...(errors && { errors }), ...about } as Refused;
}

/** Over REST, in the way of every other language. */
export const throughRest: Door = async ({ server, users, cookie }, { procedure, as, input }) => {
  const binding = restBindings().find((one) => one.procedure.name === procedure && !one.isAlias);
  if (!binding) throw new Error(`${procedure} has no REST address`);
  const { method, path } = binding;
  const fields = new Map(Object.entries((input ?? {}) as Record<string, unknown>));
  const address = path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = encodeURIComponent(String(fields.get(name)));
    fields.delete(name);
    return value;
  });
  const inQuery = method === 'GET' || method === 'DELETE';
  const query = new URLSearchParams(
    inQuery ? [...fields].flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])) : [],
  );
  const headers: Record<string, string> =
    as === 'anonymous' ? {} : { authorization: `Bearer ${users[as].access_token}` };
  const sent = inQuery ? { headers } : bodyOf(fields, { headers, isForm: kindOf(procedure) === 'upload' });
  const response = await server.fetch(`${await server.listen()}${address}?${query}`, {
    method,
    ...withCookie(sent, cookie),
  });
  if (response.ok && kindOf(procedure) === 'download') return { data: await response.text() };
  if (response.ok && kindOf(procedure) === 'feed') return { data: messagesIn(await response.text()) };
  if (response.ok) return { data: response.status === 204 ? null : await response.json() };
  const { type: _type, title: _title, instance: _at, request_id: _id, ...refused } = await response.json();
  return { error: refused as Refused };
};

/** What is left of an input, as JSON or, with its files, as a form. */
export function bodyOf(
  fields: ReadonlyMap<string, unknown>,
  { headers, isForm }: { headers: Record<string, string>; isForm: boolean },
): RequestInit {
  if (!isForm) {
    const body = JSON.stringify(Object.fromEntries(fields));
    return { headers: { ...headers, 'content-type': 'application/json' }, body };
  }
  const body = new FormData();
  const files = (fields.get('files') ?? []) as { filename: string; content: Blob }[];
  for (const { filename, content } of files) body.append('files', content, filename);
  return { headers, body };
}

/** With the `docket` command, as a person would type it. */
export const throughCommand: Door = async ({ server, users, cookie }, { procedure, as, input }) => {
  const { argv, stdin = '' } = await commandLineWithFiles(procedure, input);
  const token = as === 'anonymous' ? {} : { DOCKET_TOKEN: users[as].access_token };
  const { status, stdout, stderr } = await runCommand([...argv, '--json', '--server', await server.listen()], {
    stdin,
    env: { ...token, XDG_CONFIG_HOME: '/nonexistent' },
    settings: () => server.docket.settings,
    fetch: (url, init) => server.fetch(url, withCookie(init, cookie)),
  });
  if (status === 0) return { data: printed(procedure, stdout) };
  if (status !== 1) throw new Error(`docket ${argv.join(' ')} was called wrongly: ${stderr}`);
  const { request_id: _, ...error } = JSON.parse(stderr);
  return { error };
};

/** An answer as it is; of a download and of a feed that ends, all that it holds. */
export async function wholeOf(answer: unknown): Promise<unknown> {
  if (typeof answer !== 'object' || answer === null) return answer;
  if (Symbol.asyncIterator in answer) {
    const messages: unknown[] = [];
    for await (const { id, data } of answer as AsyncIterable<Message<object>>) messages.push({ ...data, position: id });
    return messages;
  }
  return 'content' in answer ? text(answer.content as AsyncIterable<Uint8Array | string>) : answer;
}

/** What a command has written with `--json`. */
export function printed(procedure: string, stdout: string): unknown {
  const kind = kindOf(procedure);
  if (kind === 'feed') return stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
  return kind === 'download' ? stdout : JSON.parse(stdout);
}

/** The messages of a stream of server-sent events, as REST writes it. */
function messagesIn(body: string): unknown[] {
  const messages = body.matchAll(/^id: (.*)\ndata: (.*)$/gm);
  return Array.from(messages, ([, position, data = '']) => ({ ...JSON.parse(data), position }));
}

/** What kind of procedure this is. */
export function kindOf(procedure: string): ProcedureInfo['kind'] | undefined {
  return listProcedures().find(({ name }) => name === procedure)?.kind;
}

/** The same outcome with what differs from world to world replaced: ids in their order, and tokens. */
export function comparable(outcome: Outcome): unknown {
  const ids: string[] = [];
  const text = JSON.stringify(outcome)
    .replace(/eyJ[\w.-]+|dk[rt]_[\w-]+|whsec_[\w+/=]+/g, 'TOKEN')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      if (!ids.includes(id)) ids.push(id);
      return `ID${ids.indexOf(id)}`;
    });
  return JSON.parse(text);
}

function sessionOf({ access_token, refresh_token }: TestUser): StoredSession {
  return { id: 'test', access_token, refresh_token, expires_at: '9999-01-01T00:00:00.000Z' };
}

function withCookie(init: RequestInit | undefined, cookie: string): RequestInit {
  return { ...init, headers: { ...(init?.headers as Record<string, string>), cookie: `docket_refresh=${cookie}` } };
}

type Callable = (input: unknown) => Promise<unknown>;

/** What stands at a dotted path of a caller or client. Both are proxies, which TypeScript cannot follow by a computed path. */
export function at(root: unknown, path: string): Callable {
  return path.split('.').reduce((node, key) => (node as Record<string, unknown>)[key], root) as Callable;
}
