import type { Socket } from 'node:net';
import { PROBLEM_TYPE, toProblem } from '@docket/rest';
import { AppError, describeError, newId } from '@docket/router';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

/** Unknown Expect headers and missing Host headers, which Node would answer with an empty body. */
export function handleExpectAndHost(app: FastifyInstance): void {
  // An expectation that we do not know may be ignored (RFC 9110, section 10.1.1).
  app.server.on('checkExpectation', (request, response) => void app.server.emit('request', request, response));
  // `requireHostHeader: false` lets requests without one reach us; RFC 9112, section 3.2, requires a 400.
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    if (headers.host !== undefined || raw.httpVersion === '1.0') done();
    else done(new AppError('malformed_request', { detail: 'The Host header is missing' }));
  });
}

const STATUS_BY_CODE: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

type ClientError = Error & { code?: string };

type Refusal = {
  socket: Socket;
  /** Those that every answer carries. */
  headers: Record<string, string>;
  log: FastifyBaseLogger;
};

/**
 * Answers requests that are malformed, too large or too slow with problem details, closes the connection, and leaves a
 * line in the log: Node refuses them before Fastify, which makes the lines of others, sees them.
 */
export function refuseRequest(error: ClientError, { socket, headers, log }: Refusal): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const id = newId();
  // Not `error` itself, which brings along the bytes that were refused.
  const entry = { request_id: id, status, reason: error.code, address: socket.remoteAddress ?? 'unknown' };
  log.info(entry, `refused a request that cannot be read ${status}`);
  const problem = toProblem({ ...describeError(new AppError('malformed_request')), status }, { id });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
    'x-process-time: 0.0000s',
    'connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
