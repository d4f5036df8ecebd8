import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { maskedText, UPGRADE } from '@docket/kit/web-socket';

export type Door = 'rest' | 'trpc' | 'websocket';

export type Reader = {
  /** When text that contains this has come, by the clock of `performance`. */
  heard(text: string): Promise<number>;
  close(): void;
};

type Opening = { address: string; door: Door; token: string; type: string };

/** The first byte of a WebSocket's ping, and the answer, masked, without which a server hangs up (RFC 6455, section 5.5). */
const PING = 0x89;
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** How many are opened at once: a server answers others meanwhile. */
const AT_ONCE = 20;

/** Opens a stream for each of these, and waits until all are told that they follow. */
export async function openReaders(openings: readonly Opening[]): Promise<Reader[]> {
  const readers: Reader[] = [];
  for (let first = 0; first < openings.length; first += AT_ONCE) {
    readers.push(...(await Promise.all(openings.slice(first, first + AT_ONCE).map(open))));
  }
  return readers;
}

/** Speaks no more HTTP than it needs: clients of a library for thousands of streams would be measured with the server. */
async function open({ address, door, token, type }: Opening): Promise<Reader> {
  const { hostname, port, host } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const reader = listenTo(socket);
  await once(socket, 'connect');
  const head = `Host: ${host}\r\nAuthorization: Bearer ${token}\r\n`;
  if (door === 'websocket') {
    const upgrade = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET /trpc HTTP/1.1\r\n${head}${upgrade.join('')}\r\n`);
    await reader.heard('101 Switching');
    const params = { path: 'event.stream', input: { type: [type] } };
    socket.write(maskedText(JSON.stringify({ id: 1, method: 'subscription', params })));
    await reader.heard('started');
  } else {
    const input = encodeURIComponent(JSON.stringify({ type: [type] }));
    const path = door === 'rest' ? `/api/v1/events/stream?type=${type}` : `/trpc/event.stream?input=${input}`;
    socket.write(`GET ${path} HTTP/1.1\r\n${head}\r\n`);
    await reader.heard(door === 'rest' ? ': open' : 'event: connected');
  }
  return reader;
}

function listenTo(socket: Socket): Reader {
  let waiting: { text: string; resolve(at: number): void; reject(error: Error): void } | undefined;
  let rest = '';
  socket.on('data', (data) => {
    if (data[0] === PING) socket.write(PONG);
    if (!waiting) return;
    rest += data.toString('latin1');
    if (!rest.includes(waiting.text)) return;
    waiting.resolve(performance.now());
    waiting = undefined;
    rest = '';
  });
  socket.on('error', () => undefined);
  socket.once('close', () => waiting?.reject(new Error(`The server hung up: ${rest}`)));
  return {
    heard: (text) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) reject(new Error('The server has hung up'));
        waiting = { text, resolve, reject };
      }),
    close: () => void socket.destroy(),
  };
}
