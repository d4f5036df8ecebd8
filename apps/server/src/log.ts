import { shownPath } from '@docket/rest';
import type { Context, RequestInfo, Settings } from '@docket/router';
import { type FastifyReply, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';
import { LogOutput } from './log-output.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Those of a request that is traced. */
    traceIds?: { trace_id: string; span_id: string };
  }
}

export type Logging = NonNullable<FastifyServerOptions['logger']>;

/** JSON lines; for people at a terminal, coloured text. */
export function loggerOptions(settings: Settings, fieldsOfEachLine?: () => object): Logging {
  if (settings.ENVIRONMENT === 'test') return false;
  const options = { level: levelOf(settings), ...(fieldsOfEachLine && { mixin: fieldsOfEachLine }) };
  if (settings.ENVIRONMENT === 'production' || !process.stdout.isTTY) return { ...options, stream: new LogOutput() };
  const pretty = { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' };
  return { ...options, transport: { target: 'pino-pretty', options: pretty } };
}

/** The least that is logged. DEBUG shows at least the statements. */
export function levelOf({ LOG_LEVEL, DEBUG }: Settings): Settings['LOG_LEVEL'] {
  return DEBUG && LOG_LEVEL !== 'trace' ? 'debug' : LOG_LEVEL;
}

/** One line for each request. It holds the path without the query or the token of a link, and no header: a secret may be in each. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'request_id' });
  }

  override incomingRequest(): void {
    // The line is written when the answer is out.
  }

  override requestCompleted(_error: Error | null, request: FastifyRequest, reply: FastifyReply): void {
    logRequest(request, reply);
  }
}

/** Paths are cut here: one of 15 KB in each line would fill a disk. */
const MAX_PATH = 200;

export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { flood } = request;
  if (flood && !flood.isLogged) return;
  const answered = {
    method: request.method,
    path: request.url,
    status: reply.statusCode,
    milliseconds: reply.elapsedTime,
    actor: request.actor,
    address: clientAddress(request),
  };
  logAnswer(request.log, answered, { ...(flood && { unlogged: flood.unloggedBefore }), ...request.traceIds });
}

type Answered = {
  method: string;
  path: string;
  status: number;
  milliseconds: number;
  /** Undefined where that is not known. */
  actor: string | undefined;
  address: string;
};

/** The line of one answer. */
export function logAnswer(
  log: RequestInfo['log'],
  { method, path, status, milliseconds, actor = 'unknown', address }: Answered,
  more: object = {},
): void {
  const shown = shownPath(path).slice(0, MAX_PATH);
  const duration_ms = Math.round(milliseconds * 10) / 10;
  log.info({ method, path: shown, status, duration_ms, actor, address, ...more }, `${method} ${shown} ${status}`);
}

/** Who made a call, as the log has it. */
export function actorName(actor: Context['actor']): string {
  return actor.kind === 'user' ? `user:${actor.id}` : actor.kind;
}

/** As long as an IPv6 address with its zone gets. What a proxy passes on is not always an address. */
const MAX_ADDRESS = 64;

/** Whom a request comes from. The socket of a caller who hung up has no address any more. */
export function clientAddress(request: FastifyRequest): string {
  const address: string | undefined = request.ip;
  return address?.slice(0, MAX_ADDRESS) ?? 'unknown';
}
