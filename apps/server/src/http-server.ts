import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Admission, type AdmissionBounds } from './admission.ts';
import { toOriginForm } from './host.ts';
import { createServer } from './node-http.ts';
import { type Handler, oneAtATime } from './pipelining.ts';
import { type BodyTimes, boundBody } from './slow-bodies.ts';
import { asksForSocket, responseTo } from './sockets/upgrade.ts';

/** The header of a request has to arrive within this time. */
const HEADERS_TIMEOUT_MS = 10_000;
const TIMEOUTS_CHECKED_EVERY_MS = 5000;

/** Longer than proxies keep an idle connection: who closes first must not be we, while a request is on its way. */
const KEEP_ALIVE_MS = 72_000;

export type ConnectionBounds = AdmissionBounds & {
  bodies: BodyTimes;
  /** How many requests a client may have sent on a connection before it has the answer to the first. */
  pipelined: number;
  /** A connection on which a request or an answer makes no progress for so long is cut. */
  stalledMs: number;
  /** How many bytes of answers may wait in this process for clients to read them. */
  unsentBytes: number;
};

/** A caller waits a second for an answer: who has to wait longer asks again, and the first answer would be for nobody. */
const USUAL: ConnectionBounds = {
  running: 100,
  waitMs: 1000,
  turnMs: 10,
  pipelined: 100,
  bodies: { usualMs: 30_000, filesMs: 6 * 60 * 60_000 },
  stalledMs: 30_000,
  unsentBytes: 64 * 1024 * 1024,
};

export type RequestLoad = { running: number; waiting: number; cuts: Readonly<Record<string, number>> };

/** What Fastify is to be given: an HTTP server that bounds what each connection, and all of them, can ask of it. */
export function boundedServer({ pipelined, stalledMs, unsentBytes, bodies, ...bounds }: ConnectionBounds = USUAL) {
  let gate: Admission | undefined;
  let connections: ReturnType<typeof oneAtATime> | undefined;
  const cuts = { stalled: 0, unread: 0 };
  return {
    serverFactory(handle: Handler): Server {
      gate ??= new Admission(handle, bounds); // one for all addresses on which we listen
      const { admit } = gate;
      connections ??= oneAtATime((request, response) => {
        toOriginForm(request);
        admit(request, response);
      }, pipelined);
      const { admit: admitNext } = connections;
      const server: Server = createServer(
        {
          keepAliveTimeout: KEEP_ALIVE_MS,
          requestTimeout: bodies.filesMs,
          headersTimeout: HEADERS_TIMEOUT_MS,
          connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
          requireHostHeader: false,
          shouldUpgradeCallback: asksForSocket,
        },
        (request, response) => {
          boundBody(server, request, bodies);
          admitNext(request, response);
        },
      );
      server.setTimeout(stalledMs, (socket) => {
        if (connections?.isBusy(socket)) cuts.stalled += 1; // else it was idle: that is the keep-alive timeout
        socket.destroy();
      });
      boundUnsent(server, unsentBytes, () => {
        cuts.unread += 1;
      });
      return server;
    },
    /** Says on a connection of which nothing more can be read why, when it is its turn. */
    refuse: (socket: Socket, say: () => void): void => connections?.refuse(socket, say),
    /** Hands on a request for a WebSocket, which waits for its turn as any other. */
    upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
      if (connections?.isBusy(socket))
        socket.destroy(); // it would stand in the midst of an answer
      else gate?.admit(request, responseTo(request, { socket, head }));
    },
    /** Does the work of a call that came over a WebSocket, when it is its turn. */
    work: <T>(hasLeft: () => boolean, work: (isLate: boolean) => Promise<T>): Promise<T> =>
      gate ? gate.work(hasLeft, work) : work(false),
    /** Whether a request has waited so long that it is to be refused. */
    isLate: (request: IncomingMessage): boolean => gate?.isLate(request) ?? false,
    /** How many requests run and wait for their turn, and how many connections were cut since the start. */
    load: (): RequestLoad => ({ ...(gate?.load() ?? { running: 0, waiting: 0 }), cuts }),
  };
}

const UNSENT_CHECKED_EVERY_MS = 250;

/** Cuts the connections that hold back the most, as long as more than this waits to be sent. */
function boundUnsent(server: Server, most: number, tell: () => void): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const timer = setInterval(() => cutLargest(sockets, { most, tell }), UNSENT_CHECKED_EVERY_MS).unref();
  server.once('close', () => clearInterval(timer));
}

function cutLargest(sockets: Set<Socket>, { most, tell }: { most: number; tell(): void }): void {
  let unsent = 0;
  for (const { writableLength } of sockets) unsent += writableLength;
  if (unsent <= most) return;
  for (const socket of [...sockets].toSorted((a, b) => b.writableLength - a.writableLength)) {
    if (unsent <= most) return;
    unsent -= socket.writableLength;
    socket.destroy();
    tell();
  }
}
