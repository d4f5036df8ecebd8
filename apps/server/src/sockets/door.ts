import type { CountStray } from '@docket/rest';
import { AppError, errorShape, logFault, MAX_BODY_BYTES } from '@docket/router';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocketServer } from 'ws';
import { bearerTokenOf } from '../bearer.ts';
import { isCrossSite } from '../cross-site.ts';
import { jsonParser } from '../json-parser.ts';
import { retryAfter } from '../rpc-answer.ts';
import { callRunner, contextOf } from './calls.ts';
import { Connection } from './connection.ts';
import type { Server } from './conversation.ts';
import { answerText } from './messages.ts';
import type { OpenSockets } from './open-sockets.ts';
import { isUpgrade, takeUpgrade } from './upgrade.ts';

type SocketOptions = Parameters<typeof callRunner>[0] & { countStray: CountStray; sockets: OpenSockets };

/** A message is never longer. */
const MOST_BYTES = MAX_BODY_BYTES.Archive;

/**
 * tRPC over a WebSocket, at the address of tRPC. The request that opens it passes all that other requests do, and a page of
 * another site is refused. It says in its first message who calls; cookies count for nothing. Each message is a call like a
 * request: with a context, limits, a turn and a line in the log of its own. tRPC's own handler makes one context for
 * all calls of a connection, and sends as fast as it can, whoever reads.
 */
export async function socketDoor(app: FastifyInstance, options: SocketOptions): Promise<void> {
  const { docket, countStray, sockets } = options;
  const serverOf = talkingTo(app, options);
  let server: Promise<WebSocketServer> | undefined;

  app.route({
    method: 'GET',
    url: '/trpc',
    exposeHeadRoute: false,
    async handler(request, reply) {
      requireUpgrade(request, reply);
      if (isCrossSite(request, docket.settings)) throw new AppError('cross_site_request');
      await countStray(request, reply);
      server ??= openWebSockets();
      const accept = await server;
      const nobody = await contextOf(options, { request, token: undefined }, {});
      const leave = nobody.limits.takeConnection(nobody);
      const upgrade = takeUpgrade(request.raw, reply.hijack().raw);
      if (!upgrade || upgrade.socket.destroyed) return leave();
      const { socket: tcp, head } = upgrade;
      tcp.once('close', leave);
      accept.handleUpgrade(request.raw, tcp, head, (socket) => {
        const token = bearerTokenOf(request.headers.authorization);
        const closed = () => sockets.delete(connection);
        const connection = new Connection(socket, tcp, { token, closed, ...serverOf(request, leave) });
        sockets.add(connection);
      });
    },
  });
}

/** What RFC 6455, section 4.2.1, asks of the request. */
function requireUpgrade({ raw, headers }: FastifyRequest, reply: FastifyReply): void {
  const isKnown = isUpgrade(raw) && headers['sec-websocket-version'] === '13';
  if (!isKnown) {
    reply.headers({ upgrade: 'websocket', 'sec-websocket-version': '13' });
    throw new AppError('upgrade_required');
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    throw new AppError('malformed_request', { detail: 'The Sec-WebSocket-Key is missing, or has no 16 bytes' });
  }
}

/** Loaded when somebody comes: few do at first. */
async function openWebSockets(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false, // it takes more memory than all else of a connection
    maxPayload: MOST_BYTES,
    handleProtocols: () => false,
  });
}

function talkingTo(app: FastifyInstance, options: SocketOptions) {
  const parseJson = jsonParser(app);
  const runCall = callRunner(options);

  return (request: FastifyRequest, leaveUnknown: () => void): Omit<Server, 'closed'> => ({
    watchStreams: options.watcher.streams,
    parseJson: (text) => parseJson(request, text),
    async begin(token) {
      const ctx = await contextOf(options, { request, token }, {});
      if (ctx.actor.kind === 'anonymous') return leaveUnknown;
      const leave = ctx.limits.takeConnection(ctx);
      leaveUnknown();
      return leave;
    },
    call: (asked, caller) => runCall(request, asked, caller),
    refusal(error, asked) {
      logFault(request.log, error, { procedure: asked?.path });
      const shape = errorShape(error, { path: asked?.path, request_id: request.id });
      return answerText(asked?.id ?? null, { error: shape }, retryAfter([{ error }]));
    },
    countStray: async () => {
      const nobody = await contextOf(options, { request, token: undefined }, {});
      await nobody.limits.countCall(nobody, 'read');
    },
  });
}
