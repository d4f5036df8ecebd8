import type { Settings } from '@docket/router';
import { type FastifyReply, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';
import { LogOutput } from './log-output.ts';

export type Logging = NonNullable<FastifyServerOptions['logger']>;

/** JSON lines; for people at a terminal, coloured text. */
export function loggerOptions(settings: Settings): Logging {
  if (settings.ENVIRONMENT === 'test') return false;
  const level = settings.DEBUG ? 'debug' : 'info';
  if (settings.ENVIRONMENT === 'production' || !process.stdout.isTTY) return { level, stream: new LogOutput() };
  const options = { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' };
  return { level, transport: { target: 'pino-pretty', options } };
}

/** One line for each request. It holds the path without the query, and no header: a secret may be in either. */
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

export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const entry = {
    method: request.method,
    path: request.url.split('?', 1)[0],
    status: reply.statusCode,
    duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    actor: request.actor ?? 'unknown',
  };
  request.log.info(entry, `${entry.method} ${entry.path} ${entry.status}`);
}
