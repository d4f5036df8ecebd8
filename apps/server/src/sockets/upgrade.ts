import type { IncomingMessage, ServerResponse as Response } from 'node:http';
import type { Socket } from 'node:net';
import { ServerResponse } from '../node-http.ts';
import { hasBody } from '../slow-bodies.ts';

/** What is left of a connection when its HTTP has ended. */
export type Upgrade = { socket: Socket; head: Buffer };

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

const ADDRESS = /^\/trpc(?:\?|$)/;

/** Whether a request asks for a WebSocket where there is one. Any other is answered as if it asked for no upgrade (RFC 9110, section 7.8). */
export function asksForSocket(request: IncomingMessage): boolean {
  const { method, url = '', headers } = request;
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && ADDRESS.test(url) && !hasBody(request);
}

/** What such a request is answered with when it is refused: Node leaves that to us. */
export function responseTo(request: IncomingMessage, upgrade: Upgrade): Response {
  const { socket } = upgrade;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false; // nobody reads requests from this connection any more
  response.assignSocket(socket);
  response.once('finish', () => {
    if (upgrades.has(request)) socket.destroySoon();
  });
  socket.on('error', () => socket.destroy());
  upgrades.set(request, upgrade);
  return response;
}

/** Whether the connection of a request can become a WebSocket. */
export function isUpgrade(request: IncomingMessage): boolean {
  return upgrades.has(request);
}

/**
 * Takes the connection of a request, which becomes a WebSocket, and tells all who wait for the end of its answer:
 * what follows is none of it.
 */
export function takeUpgrade(request: IncomingMessage, response: Response): Upgrade | undefined {
  const upgrade = upgrades.get(request);
  if (!upgrade) return undefined;
  upgrades.delete(request);
  response.detachSocket(upgrade.socket);
  response.statusCode = 101;
  response.emit('finish');
  response.emit('close');
  return upgrade;
}
