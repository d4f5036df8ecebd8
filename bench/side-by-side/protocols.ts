import type { Sent } from '../rate.ts';

/** How calls look on the wire, and what wraps the answers. */
export type Protocol = {
  get(number: number): Sent;
  list(size: number): Sent;
  create(input: object): Sent;
  login(credentials: object): Sent;
  createdStatus: number;
  /** The answer of a procedure, without an envelope. */
  unwrap(body: unknown): unknown;
  /** Several gets in one request; left out where there is no such thing. */
  batch?: { get(numbers: number[]): Sent; status: number; unwrap(body: unknown): unknown };
};

export const rest: Protocol = {
  get: (number) => ({ method: 'GET', path: `/api/v1/issues/${number}` }),
  list: (size) => ({ method: 'GET', path: `/api/v1/issues?size=${size}` }),
  create: (body) => ({ method: 'POST', path: '/api/v1/issues', body }),
  login: (body) => ({ method: 'POST', path: '/api/v1/auth/login', body }),
  createdStatus: 201,
  unwrap: (body) => body,
};

export const trpc: Protocol = {
  get: (number) => query('issue.get', { id: String(number) }),
  list: (size) => query('issue.list', { size }),
  create: (body) => ({ method: 'POST', path: '/trpc/issue.create', body }),
  login: (body) => ({ method: 'POST', path: '/trpc/auth.login', body }),
  createdStatus: 200,
  unwrap: ofResult,
  batch: {
    get(numbers) {
      const inputs = Object.fromEntries(numbers.map((number, index) => [index, { id: String(number) }]));
      const { method, path } = query(numbers.map(() => 'issue.get').join(','), inputs);
      return { method, path: `${path}&batch=1` };
    },
    status: 200,
    unwrap: (body) => (body as unknown[]).map(ofResult),
  },
};

function query(procedure: string, input: object): Sent {
  return { method: 'GET', path: `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}` };
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
  login: (credentials) => remote('auth/login', credentials),
  createdStatus: 200,
  unwrap: ofJson,
};

function remote(procedure: string, json: object): Sent {
  return { method: 'POST', path: `/rpc/${procedure}`, body: { json } };
}

function ofJson(body: unknown): unknown {
  return (body as { json: unknown }).json;
}
