import type { Settings } from '@docket/router';
import { type FastifyReply, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';

export type Logging = NonNullable<FastifyServerOptions['logger']>;

/** JSON lines; for people at a terminal, coloured text. */
export function loggerOptions(settings: Settings): Logging {
  if (settings.ENVIRONMENT === 'test') return false;
  const level = settings.DEBUG ? 'debug' : 'info';
  if (settings.ENVIRONMENT === 'production' || !process.stdout.isTTY) return { level, stream: inTurns(process.stdout) };
  const options = { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' };
  return { level, transport: { target: 'pino-pretty', options } };
}

/**
 * Writes all lines of a turn of the event loop at once: under load there are dozens, and to write one
 * costs more than to make it. What was logged before the process ends or crashes is written.
 */
export function inTurns(output: Pick<NodeJS.WriteStream, 'write'>): { write(line: string): void } {
  let lines = '';
  function flush(): void {
    const written = lines;
    lines = '';
    if (written) output.write(written);
  }
  process.on('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
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
