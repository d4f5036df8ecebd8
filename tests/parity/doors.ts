import { createDocketClient, isDocketError, type StoredSession } from '@docket/client';
import { TEST_PASSWORD, type TestUser } from '@docket/kit/docket';
import { openTestServer, type TestServer } from '@docket/kit/server';
import { restBindings } from '@docket/rest';
import { describeError, listProcedures, type ValidationIssue } from '@docket/router';
import { type afterAll, onTestFinished } from 'vitest';

export type Who = 'anonymous' | 'ada' | 'bob' | 'root';

/** A server with two users, an admin, and an issue of Ada's that has a label and a comment. */
export type World = {
  server: TestServer;
  users: Record<Exclude<Who, 'anonymous'>, TestUser>;
  issueId: string;
  commentId: string;
  labelId: string;
  sessionId: string;
  tokenId: string;
  /** The refresh token in the cookie of a browser session of Ada's. */
  cookie: string;
  /** Was mailed to Ada. */
  resetToken: string;
};

type Call = { procedure: string; as: Who; input: unknown };

/** What a call came to, whichever way it was made. */
export type Outcome =
  | { data: unknown }
  | { error: { code: string; status: number; detail: string; errors?: ValidationIssue[] | undefined } };

/** A way to make a call. */
export type Door = (world: World, call: Call) => Promise<Outcome>;

/** It ends with the test, or with `afterAll` when the tests of the file have ended. */
export async function makeWorld(onEnd: typeof onTestFinished | typeof afterAll = onTestFinished): Promise<World> {
  const server = await openTestServer({}, { onEnd });
  const { docket } = server;
  docket.clock.now = new Date('2026-01-31T09:30:00.000Z'); // the same in every world
  const users = {
    ada: await docket.createUser('ada'),
    bob: await docket.createUser('bob'),
    root: await docket.createUser('root', 'admin'),
  };
  const { caller } = users.ada;
  const label = await caller.label.create({ name: 'bug' });
  const issue = await caller.issue.create({ title: 'Crash', description: 'It crashes', labels: ['bug'] });
  const comment = await caller.comment.create({ issue_id: issue.id, body: 'It does' });
  const jar = new Map<string, string>();
  const cookies = {
    get: (name: string) => jar.get(name),
    set: (name: string, value: string) => void jar.set(name, value),
    clear: (name: string) => void jar.delete(name),
  };
  const credentials = { username: 'ada', password: TEST_PASSWORD };
  await docket.caller('anonymous', cookies).auth.startSession(credentials);
  return {
    server,
    users,
    issueId: issue.id,
    commentId: comment.id,
    labelId: label.id,
    sessionId: String((await caller.session.list({})).items[0]?.id),
    tokenId: (await caller.token.create({ name: 'report', scopes: ['issues:read'] })).id,
    cookie: [...jar.values()].join(),
    resetToken: await docket.createResetToken(users.ada),
  };
}

/** In process. */
export const throughCaller: Door = async ({ server, users, cookie }, { procedure, as, input }) => {
  const cookies = { get: () => cookie, set: () => undefined, clear: () => undefined };
  const credentials = as === 'anonymous' ? 'anonymous' : { access_token: users[as].access_token };
  try {
    return { data: await at(server.docket.caller(credentials, cookies), procedure)(input) };
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
  const kind = listProcedures().find(({ name }) => name === procedure)?.kind;
  try {
    return { data: await at(client, `${procedure}.${kind === 'query' ? 'query' : 'mutate'}`)(input) };
  } catch (error) {
    if (!isDocketError(error)) throw error;
    const { code, httpStatus: status, errors } = error.data;
    return { error: { code, status, detail: error.message, ...(errors && { errors }) } };
  }
};

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
  const response = await server.fetch(`${await server.listen()}${address}?${query}`, {
    method,
    ...withCookie(inQuery ? { headers } : { headers: { ...headers, 'content-type': 'application/json' } }, cookie),
    ...(!inQuery && { body: JSON.stringify(Object.fromEntries(fields)) }),
  });
  if (response.ok) return { data: response.status === 204 ? null : await response.json() };
  const { code, status, detail, errors } = (await response.json()) as Extract<Outcome, { error: object }>['error'];
  return { error: { code, status, detail, ...(errors && { errors }) } };
};

/** The same outcome with what differs from world to world replaced: ids in their order, and tokens. */
export function comparable(outcome: Outcome): unknown {
  const ids: string[] = [];
  const text = JSON.stringify(outcome)
    .replace(/eyJ[\w.-]+|dk[rt]_[\w-]+/g, 'TOKEN')
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

/** What stands at a dotted path of a caller or client. Both are proxies, which TypeScript can not follow by a computed path. */
function at(root: unknown, path: string): Callable {
  return path.split('.').reduce((node, key) => (node as Record<string, unknown>)[key], root) as Callable;
}
