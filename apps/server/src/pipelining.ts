import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

type Line = {
  /** The one that runs; its answer may not have begun. */
  response: ServerResponse;
  /** The one that came in last; its body may not have come in. */
  last: IncomingMessage;
  waiting: (() => void)[];
};

/**
 * Hands on one request of each connection at a time. Node reads ahead what a client has pipelined (RFC 9112, section
 * 9.3.2), and would run all of it at once, also for a client who has left. While requests wait nothing more is read of
 * the connection; one with more than `most` that wait is cut.
 */
export function oneAtATime(handle: Handler, most: number) {
  const lines = new WeakMap<Socket, Line>();

  function run(line: Line, request: IncomingMessage, response: ServerResponse): void {
    line.response = response;
    response.once('close', () => runNextOf(request.socket));
    handle(request, response);
  }

  function runNextOf(socket: Socket): void {
    const next = socket.destroyed ? undefined : lines.get(socket)?.waiting.shift();
    if (next) {
      next();
      return;
    }
    lines.delete(socket);
    if (socket.isPaused()) socket.resume();
  }

  return {
    /** Whether a request of this connection is not answered yet. */
    isBusy: (socket: Socket): boolean => lines.has(socket),
    admit(request: IncomingMessage, response: ServerResponse): void {
      const { socket } = request;
      const line = lines.get(socket);
      if (!line) {
        const first = { response, last: request, waiting: [] };
        lines.set(socket, first);
        run(first, request, response);
      } else if (line.waiting.length < most) {
        line.last = request;
        line.waiting.push(() => run(line, request, response));
        socket.pause();
      } else {
        socket.destroy();
      }
    },
    /**
     * Refuses what cannot be read of a connection, once what was asked before is answered: whoever asked would take the
     * refusal for the answer. A connection whose answer has begun is cut when that is to the request that breaks off.
     */
    refuse(socket: Socket, say: () => void): void {
      const line = lines.get(socket);
      if (!line) {
        say();
        return;
      }
      if (line.last.complete || line.waiting.pop()) line.waiting.push(say);
      else if (line.response.headersSent) socket.destroy();
      else say();
    },
  };
}
