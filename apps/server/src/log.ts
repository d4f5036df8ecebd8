import { fstatSync } from 'node:fs';
import type { Settings } from '@docket/router';
import { type FastifyReply, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';
import { type DestinationStream, destination } from 'pino';

export type Logging = NonNullable<FastifyServerOptions['logger']>;

/** JSON lines; for people at a terminal, coloured text. */
export function loggerOptions(settings: Settings): Logging {
  if (settings.ENVIRONMENT === 'test') return false;
  const level = settings.DEBUG ? 'debug' : 'info';
  if (settings.ENVIRONMENT === 'production' || !process.stdout.isTTY) return { level, stream: gathered() };
  const options = { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' };
  return { level, transport: { target: 'pino-pretty', options } };
}

/**
 * What is written at once stays whole, so that the lines of several processes never mix: a pipe takes
 * so many bytes (pipe(7), PIPE_BUF), a file any number.
 */
const WHOLE_BYTES = { pipe: 4096, file: 65_536 };

/** How long a line waits for others: too short for who reads the log, and long enough for dozens under load. */
const GATHER_MS = 10;

/**
 * Writes lines together, because to write one costs more than to make it. What was logged before the
 * process exits, for an error that nobody caught too, is written.
 *
 * pino's destination goes on without a reader that has left, and can wait for a slow one at exit:
 * `process.stdout` would end the process, and lose what was not read yet.
 */
function gathered(): DestinationStream {
  const dest = process.stdout.fd;
  const maxWrite = WHOLE_BYTES[fstatSync(dest).isFile() ? 'file' : 'pipe'];
  const output = destination({ dest, maxWrite });
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
      if (bytes === 0) setTimeout(flush, GATHER_MS);
      else if (bytes + size > maxWrite) flush();
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
