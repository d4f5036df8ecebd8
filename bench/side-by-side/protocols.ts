import type { Sent } from '../rate.ts';

/** How calls look on the wire, and what wraps the answers. */
export type Protocol = {
  get(number: number): Sent;
  list(size: number): Sent;
  create(input: object): Sent;
  /** Where logins go, and in which field of the body the credentials are when they are not the body; left out for a server that has none. */
  login?: { path: string; field?: string };
  createdStatus: number;
  /** Whether the process makes the calls itself, with no HTTP between, and only reports how many. */
  isInProcess?: boolean;
  /** The answer of a procedure, without an envelope. */
  unwrap(body: unknown): unknown;
  /** Several gets in one request; left out where there is no such thing. */
  batch?: { get(numbers: number[]): Sent; status: number; unwrap(body: unknown): unknown };
};

const restCalls = {
  get: (number) => ({ method: 'GET', path: `/api/v1/issues/${number}` }),
  list: (size) => ({ method: 'GET', path: `/api/v1/issues?size=${size}` }),
  create: (body) => ({ method: 'POST', path: '/api/v1/issues', body }),
  createdStatus: 201,
  unwrap: (body) => body,
} satisfies Protocol;

export const rest: Protocol = { ...restCalls, login: { path: '/api/v1/auth/login' } };

/** REST of the floor, which has no logins. */
export const restAlone: Protocol = restCalls;

export const trpc: Protocol = {
  get: (number) => query('issue.get', { id: String(number) }),
  list: (size) => query('issue.list', { size }),
  create: (body) => ({ method: 'POST', path: '/trpc/issue.create', body }),
  login: { path: '/trpc/auth.login' },
  createdStatus: 200,
  unwrap: ofResult,
  batch: {
    get(numbers) {
      const inputs = Object.fromEntries(numbers.map((number, index) => [index, { id: String(number) }]));
      return query(numbers.map(() => 'issue.get').join(','), inputs, 'batch=1&');
    },
    status: 200,
    unwrap: (body) => (body as unknown[]).map(ofResult),
  },
};

/** As tRPC's own client writes it. */
function query(procedure: string, input: object, before = ''): Sent {
  return { method: 'GET', path: `/trpc/${procedure}?${before}input=${encodeURIComponent(JSON.stringify(input))}` };
}

function ofResult(body: unknown): unknown {
  return (body as { result: { data: unknown } }).result.data;
}

/** trpc-to-openapi's plugin: REST as Docket has it, but that it knows of no other success than 200. */
export const openapi: Protocol = { ...rest, createdStatus: 200 };

/** oRPC's own protocol: always POST, as its client sends unless told otherwise. */
export const orpc: Protocol = {
  get: (number) => remote('issue/get', { id: String(number) }),
  list: (size) => remote('issue/list', { size }),
  create: (input) => remote('issue/create', input),
  login: { path: '/rpc/auth/login', field: 'json' },
  createdStatus: 200,
  unwrap: ofJson,
  batch: {
    // What its BatchLinkPlugin sends in the mode that is not streamed, which costs the server less.
    get: (numbers) => ({
      method: 'POST',
      path: '/rpc/__batch__',
      headers: { 'x-orpc-batch': 'buffered' },
      body: numbers.map((number) => ({
        url: 'http://127.0.0.1/rpc/issue/get',
        body: { json: { id: String(number) } },
      })),
    }),
    status: 207,
    unwrap: (body) => inOrder(body as { index: number; body: unknown }[]).map((answer) => ofJson(answer.body)),
  },
};

function inOrder<T extends { index: number }>(answers: T[]): T[] {
  return answers.toSorted((one, other) => one.index - other.index);
}

function remote(procedure: string, json: object): Sent {
  return { method: 'POST', path: `/rpc/${procedure}`, body: { json } };
}

function ofJson(body: unknown): unknown {
  return (body as { json: unknown }).json;
}

/** What `peers/caller.ts` is told to call. */
export const inProcess: Protocol = {
  get: (number) => ({ method: 'POST', path: '/issue.get', body: { id: String(number) } }),
  list: (size) => ({ method: 'POST', path: '/issue.list', body: { size } }),
  create: (body) => ({ method: 'POST', path: '/issue.create', body }),
  createdStatus: 200,
  isInProcess: true,
  unwrap: (body) => body,
};
