import type { Settings } from '@docket/router';
import { type FastifyReply, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';
import { type DestinationStream, destination } from 'pino';

export type Logging = NonNullable<FastifyServerOptions['logger']>;

/** JSON lines; for people at a terminal, coloured text. */
export function loggerOptions(settings: Settings): Logging {
  if (settings.ENVIRONMENT === 'test') return false;
  const level = settings.DEBUG ? 'debug' : 'info';
  if (settings.ENVIRONMENT === 'production' || !process.stdout.isTTY) return { level, stream: inTurns() };
  const options = { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' };
  return { level, transport: { target: 'pino-pretty', options } };
}

/** A pipe takes so many bytes whole, so that the lines of several processes never mix in it (pipe(7), PIPE_BUF). */
const WHOLE_BYTES = 4096;

/**
 * Writes the lines of a turn of the event loop together: under load there are dozens, and to write one
 * costs more than to make it. What was logged before the process exits, for an error that nobody
 * caught too, is written.
 *
 * pino's destination goes on without a reader that has left, and can wait for a slow one at exit:
 * `process.stdout` would end the process, and lose what was not read yet.
 */
function inTurns(): DestinationStream {
  const output = destination({ dest: process.stdout.fd, maxWrite: WHOLE_BYTES });
  let lines = '';
  let bytes = 0;
  function flush(): void {
    const written = lines;
    lines = '';
    bytes = 0;
    if (written) output.write(written);
  }
  process.on('exit', () => {
    flush();
    output.flushSync();
  });
  return {
    write(line) {
      const size = Buffer.byteLength(line);
      if (bytes === 0) setImmediate(flush);
      else if (bytes + size > WHOLE_BYTES) flush();
      lines += line;
      bytes += size;
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
