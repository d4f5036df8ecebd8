// A client of the WebSocket at /trpc that says and hears texts, as a program in any language would.

import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { ErrorData } from '../../packages/client/src/index.ts';

/** A text as a client sends it over a socket of its own (RFC 6455, section 5.2), with a mask of zeros. */
export function maskedText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126, length >> 8, length & 255, 0, 0, 0, 0]), Buffer.from(text)]);
}

/** What such a client asks to open one, besides the Host. */
export const UPGRADE = {
  connection: 'upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

export type Heard = {
  id: string | number | null;
  result?: { type: string; id?: string; data?: unknown };
  error?: { message: string; data: ErrorData };
  headers?: Record<string, string>;
};

export type TestSocket = {
  /** Says something as JSON; a text as it is. */
  say(message: unknown): void;
  /** The next message that is no ping. */
  hear(): Promise<Heard>;
  /** Says a call, and waits for the message with its id. */
  ask(call: { id: number; method?: string; path: string; input?: unknown; params?: object }): Promise<Heard>;
  /** Code and reason, once it is closed. */
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
};

type Opening = { token?: string | undefined; headers?: Record<string, string>; onEnd?: typeof onTestFinished };

/** Opens one, and says who calls. */
export async function openSocket(
  url: string,
  { token, headers = {}, onEnd = onTestFinished }: Opening = {},
): Promise<TestSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`, { headers } as unknown as string); // as Node takes them
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of waiting) one();
    waiting.clear();
  };
  socket.onmessage = ({ data }) => {
    heard.push(data === 'PONG' ? { id: null, result: { type: 'pong' } } : JSON.parse(String(data)));
    wake();
  };
  const closed = once(socket, 'close').then(([event]) => {
    const { code, reason } = event as CloseEvent;
    return { code, reason };
  });
  void closed.then(wake);
  await once(socket, 'open');
  onEnd(() => socket.close());

  async function take(isIt: (one: Heard) => boolean): Promise<Heard> {
    for (;;) {
      const at = heard.findIndex(isIt);
      const [found] = at < 0 ? [] : heard.splice(at, 1);
      if (found) return found;
      if (socket.readyState === WebSocket.CLOSED) throw new Error('the WebSocket is closed');
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  }

  const say = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  if (token !== undefined) say({ method: 'connectionParams', data: { token } });
  return {
    say,
    hear: () => take(() => true),
    ask({ id, method = 'query', path, input, params }) {
      say({ id, method, params: { path, input, ...params } });
      return take((one) => one.id === id);
    },
    closed,
    close: () => socket.close(),
  };
}
