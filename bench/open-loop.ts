import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Call, type Target, withHeaders } from './rate.ts';

/** Calls that begin at fixed times, whether those before were answered or not. */
export type OpenLoop = { perSecond: number; seconds: number; connections: number };

type Waiting = { due: number; bytes: Buffer };

/**
 * Sends calls at a fixed rate and gives, for each, the milliseconds from when it was due until its answer was read.
 * Connections are kept alive, each with one call at a time; a call that finds none free waits for one, and its waiting
 * counts. It speaks no more HTTP than these servers do, because autocannon sends the calls of a second all at its
 * beginning, and Node's own client cannot send as many as are asked for.
 *
 * @throws Error for an answer that is not 200
 */
export async function measureDelays(target: Target, call: Call, loop: OpenLoop): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: loop.connections }, () => open(target.address)));
  const requests = call.requests.map((sent) => bytesOf(sent, target));
  const free = [...sockets];
  const queue: Waiting[] = [];
  const delays: number[] = [];
  let failure: Error | undefined;

  function next(socket: Socket): void {
    const one = queue.shift();
    if (!one) {
      free.push(socket);
      return;
    }
    send(socket, one.bytes).then(
      () => {
        delays.push(performance.now() - one.due);
        next(socket);
      },
      (error: Error) => {
        failure = error;
      },
    );
  }

  const count = Math.max(1, Math.floor(loop.perSecond * loop.seconds));
  const start = performance.now();
  for (let sent = 0; sent < count; ) {
    const dueNow = Math.min(count, 1 + Math.floor(((performance.now() - start) * loop.perSecond) / 1000));
    for (; sent < dueNow; sent += 1) {
      queue.push({
        due: start + (sent * 1000) / loop.perSecond,
        bytes: requests[sent % requests.length] ?? Buffer.of(),
      });
      const socket = free.pop();
      if (socket) next(socket);
    }
    if (failure) throw failure;
    await wait(1);
  }
  while (delays.length < count && !failure) await wait(1);
  for (const socket of sockets) socket.destroy();
  if (failure) throw failure;
  return delays;
}

async function open(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function bytesOf(sent: Call['requests'][number], target: Target): Buffer {
  const { method, headers, body = '' } = withHeaders(sent, target);
  const fields = { host: new URL(target.address).host, ...headers, 'content-length': Buffer.byteLength(body) };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${sent.path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
}

/** Resolves when the whole answer is there. */
function send(socket: Socket, request: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let received = '';
  let isWhole: ((received: string) => boolean) | undefined;
  socket.on('data', take);
  socket.once('close', closed);
  socket.write(request);
  return promise;

  function take(chunk: Buffer): void {
    received += chunk.toString('latin1'); // so that a byte is a character
    isWhole ??= endOf(received);
    if (isWhole?.(received)) settle(received.startsWith('HTTP/1.1 200 ') ? undefined : new Error(received));
  }

  function closed(): void {
    settle(new Error('The server hung up'));
  }

  function settle(error?: Error): void {
    socket.off('data', take);
    socket.off('close', closed);
    if (error) reject(error);
    else resolve();
  }
}

/** How to see that an answer is whole, by its length or its last chunk; undefined before its head is there. */
function endOf(received: string): ((received: string) => boolean) | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, end)) ?? [];
  if (length === undefined) return (all) => all.endsWith('\r\n0\r\n\r\n');
  return (all) => all.length >= end + 4 + Number(length);
}
