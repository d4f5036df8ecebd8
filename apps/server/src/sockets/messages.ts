// What clients of tRPC send over a WebSocket (`@trpc/server` 11.22, `rpc/envelopes.ts`), and how they are answered.

import { AppError, type ErrorShape } from '@docket/router';
import { parseTRPCMessage } from '@trpc/server/rpc';

/** What a client calls its call. */
export type Id = string | number;

/** A call, or a subscription to a feed. */
export type Asked = {
  id: Id;
  kind: 'query' | 'mutation' | 'subscription';
  path: string;
  input: unknown;
  /** After which message a feed goes on. */
  lastEventId: string | undefined;
  /** Stands for the Idempotency-Key, as one connection has many calls. */
  key: string | undefined;
};

type Incoming =
  | { kind: 'first'; token: string | undefined }
  | { kind: 'call'; asked: Asked }
  | { kind: 'stop'; id: Id };

const AS_IT_IS = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };
const TRANSFORMER = { input: AS_IT_IS, output: AS_IT_IS };

/** @throws AppError `malformed_request` */
export function readMessage(value: unknown): Incoming {
  const { method, data, params } = (value ?? {}) as { method?: unknown; data?: unknown; params?: unknown };
  if (method === 'connectionParams') return { kind: 'first', token: tokenIn(data) };
  const message = parse(value);
  const { id } = message;
  if (id === null) throw malformed('Give each call an id');
  if (message.method === 'subscription.stop') return { kind: 'stop', id };
  const { path, input, lastEventId } = message.params;
  return { kind: 'call', asked: { id, kind: message.method, path, input, lastEventId, key: keyIn(params) } };
}

function parse(value: unknown) {
  try {
    return parseTRPCMessage(value, TRANSFORMER);
  } catch (cause) {
    throw malformed(`This is no message of tRPC: ${cause instanceof Error ? cause.message : 'unknown'}`);
  }
}

function tokenIn(data: unknown): string | undefined {
  const { token } = (data ?? {}) as { token?: unknown };
  if (token === undefined || token === null) return undefined;
  if (typeof token !== 'string') throw malformed('The token is a text');
  return token;
}

function keyIn(params: unknown): string | undefined {
  const { idempotency_key: key } = params as { idempotency_key?: unknown };
  if (key === undefined) return undefined;
  if (typeof key !== 'string') throw malformed('An idempotency_key is a text');
  return key;
}

export function malformed(detail: string): AppError {
  return new AppError('malformed_request', { detail });
}

/** What an answer over HTTP would have in its header, such as `docket-position`. */
export type Fields = Record<string, string>;

export function answerText(id: Id | null, body: { result: object } | { error: ErrorShape }, fields: Fields): string {
  const headers = Object.keys(fields).length > 0 ? { headers: fields } : {};
  return JSON.stringify({ id, ...body, ...headers });
}

/** The messages of a subscription, as text. */
export type FeedFrames = {
  started(cursor: string): string;
  message(cursor: string, json: string): string;
  /** Up to where its reader has everything. tRPC's clients leave it aside. */
  place(cursor: string): string;
  /** Nothing will follow, also not for who comes back. */
  stopped: string;
};

export function framesOf(id: Id): FeedFrames {
  const result = (type: string, cursor: string) => answerText(id, { result: { type, id: cursor } }, {});
  const head = `{"id":${JSON.stringify(id)},"result":{"type":"data","id":`;
  return {
    started: (cursor) => result('started', cursor),
    message: (cursor, json) => `${head}"${cursor}","data":{"id":"${cursor}","data":${json}}}}`,
    place: (cursor) => result('place', cursor),
    stopped: answerText(id, { result: { type: 'stopped' } }, {}),
  };
}
