// Runs on none: it opens no database.

import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { Liveness } from '../src/sockets/liveness.ts';

afterEach(() => void vi.restoreAllMocks());

function watched() {
  const socket = Object.assign(new EventEmitter(), { isPaused: false, bufferedAmount: 0, ping: vi.fn() });
  const tcp = { bytesRead: 100, bytesWritten: 0, writableLength: 0 };
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const liveness = new Liveness(socket, tcp);
  const at = (seconds: number) => {
    now = seconds * 1000;
    return liveness.look(now);
  };
  return { socket, tcp, liveness, at };
}

test('a client that says nothing has ten seconds', () => {
  const { at, liveness } = watched();
  expect(at(9)).toBe(undefined);
  expect(at(11)).toBe('silent');
  liveness.heardMessage();
  expect(at(11)).toBe(undefined);
});

test('a silent client is pinged, and cut when it does not answer two of these', () => {
  const { at, liveness, socket } = watched();
  liveness.heardMessage();
  expect([at(14), socket.ping.mock.calls.length]).toEqual([undefined, 0]);
  expect([at(16), socket.ping.mock.calls.length]).toEqual([undefined, 1]);
  expect([at(20), socket.ping.mock.calls.length]).toEqual([undefined, 1]);
  expect(at(32)).toBe('stalled');
  socket.emit('pong', Buffer.alloc(0));
  expect([at(32), socket.ping.mock.calls.length]).toEqual([undefined, 2]);
});

test('a client from which nothing is read is not asked', () => {
  const { at, liveness, socket } = watched();
  liveness.heardMessage();
  socket.isPaused = true;
  expect(at(40)).toBe(undefined);
  socket.isPaused = false;
  expect(at(60)).toBe(undefined);
  expect(at(75)).toBe('stalled');
});

test('a message that does not come on is cut, whatever else comes', () => {
  const { at, liveness, socket, tcp } = watched();
  liveness.heardMessage();
  tcp.bytesRead += 6;
  socket.emit('pong', Buffer.alloc(0));
  expect(liveness.incompleteBytes()).toBe(0);
  tcp.bytesRead += 5000;
  expect(liveness.incompleteBytes()).toBe(5000);
  expect(at(1)).toBe(undefined);
  tcp.bytesRead += 6;
  socket.emit('pong', Buffer.alloc(0));
  expect(at(32)).toBe('stalled');
});

test('a client that does not read on is cut, and a slow one is not', () => {
  const { at, liveness, socket, tcp } = watched();
  liveness.heardMessage();
  socket.bufferedAmount = 5000;
  Object.assign(tcp, { bytesWritten: 9000, writableLength: 5000 });
  expect(at(1)).toBe(undefined);
  Object.assign(tcp, { writableLength: 4999 });
  expect(at(20)).toBe(undefined);
  socket.emit('pong', Buffer.alloc(0));
  Object.assign(tcp, { bytesWritten: 19_000, writableLength: 14_999 }); // more waits: none was read
  expect(at(51)).toBe('stalled');
});
