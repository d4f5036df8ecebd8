import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { OnEnd } from './database.ts';

export type Received = { method: string; path: string; headers: Record<string, unknown>; body: string };

export type Receiver = {
  url: string;
  /** All that came in, in its order. */
  received: Received[];
  /** How it answers from now on: with this status, or never. */
  answer: number | 'never';
  /** How it answers to the next ones, before that. */
  answers: ('never' | { status?: number; headers?: Record<string, string>; body?: string })[];
  /** Answers when that much has come in. */
  hasReceived(count: number): Promise<void>;
  /** Ends the connections of those that it does not answer. */
  hangUp(): void;
};

/**
 * An HTTP server that takes whatever it is sent, such as reports and traces. It is closed when the test ends, or with
 * `afterAll` when those of the file have.
 */
export async function openReceiver(onEnd: OnEnd = onTestFinished): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    receiver.received.push({ method, path, headers, body: await text(request) });
    server.emit('received');
    const next = receiver.answers.shift();
    const json = { status: receiver.answer, headers: { 'content-type': 'application/json' }, body: '{}' };
    const {
      status = 204,
      headers: fields = {},
      body,
    } = next === undefined ? json : next === 'never' ? { status: next } : next;
    if (status !== 'never') response.writeHead(status, fields).end(body);
  });
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: 200,
    answers: [],
    async hasReceived(count) {
      while (receiver.received.length < count) await once(server, 'received');
    },
    hangUp: () => server.closeAllConnections(),
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  return receiver;
}
