import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Hands on one request of each connection at a time. Node reads ahead what a client has pipelined (RFC 9112, section
 * 9.3.2), and would run all of it at once, also for a client who has left. While requests wait nothing more is read of
 * the connection; one with more than `most` that wait is cut.
 */
export function oneAtATime(handle: Handler, most: number): Handler {
  const waiting = new WeakMap<Socket, Parameters<Handler>[]>();

  function run(request: IncomingMessage, response: ServerResponse): void {
    response.once('close', () => runNextOf(request.socket));
    handle(request, response);
  }

  function runNextOf(socket: Socket): void {
    const next = socket.destroyed ? undefined : waiting.get(socket)?.shift();
    if (next) {
      run(...next);
      return;
    }
    waiting.delete(socket);
    if (socket.isPaused()) socket.resume();
  }

  return (request, response) => {
    const { socket } = request;
    const others = waiting.get(socket);
    if (!others) {
      waiting.set(socket, []);
      run(request, response);
    } else if (others.length < most) {
      others.push([request, response]);
      socket.pause();
    } else {
      socket.destroy();
    }
  };
}
