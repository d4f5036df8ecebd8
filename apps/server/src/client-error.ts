import type { Socket } from 'node:net';
import { PROBLEM_TYPE, toProblem } from '@docket/rest';
import { AppError, describeError, newId } from '@docket/router';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

/** Unknown Expect headers, which Node would answer with an empty body. */
export function ignoreExpect(app: FastifyInstance): void {
  // An expectation that we do not know may be ignored (RFC 9110, section 10.1.1).
  app.server.on('checkExpectation', (request, response) => void app.server.emit('request', request, response));
}

type Reason = { status: number; detail?: string };

/** By the code of Node, or of its parser. */
const REASONS: Record<string, Reason> = {
  HPE_INVALID_URL: { status: 400, detail: 'Percent-encode what is not ASCII in the address, such as é as %C3%A9' },
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'Address and header are too long: send at most 16 KB' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'Send chunks without extensions' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request took too long to arrive' },
};

type ClientError = Error & { code?: string; rawPacket?: unknown };

type Refusal = {
  socket: Socket;
  /** Those that the answer to a page of this origin carries. */
  headersFor(origin: string | undefined): Record<string, string>;
  log: FastifyBaseLogger;
};

/**
 * Answers requests that are malformed, too large or too slow with problem details, closes the connection, and leaves a
 * line in the log: Node refuses them before Fastify, which makes the lines of others, sees them.
 */
export function refuseRequest(error: ClientError, { socket, headersFor, log }: Refusal): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = REASONS[error.code ?? ''] ?? { status: 400 };
  const id = newId();
  // Not `error` itself, which brings along the bytes that were refused.
  const entry = { request_id: id, status, reason: error.code, address: socket.remoteAddress ?? 'unknown' };
  log.info(entry, `refused a request that cannot be read ${status}`);
  const description = describeError(new AppError('malformed_request', detail === undefined ? {} : { detail }));
  const problem = toProblem({ ...description, status }, { id });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
    'x-process-time: 0.0000s',
    'connection: close',
    ...Object.entries(headersFor(originIn(error))).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** More than Node reads of a header. */
const MAX_HEAD = 64 * 1024;

/** The page that sent a request, as far as the bytes that came last tell it. */
function originIn({ rawPacket }: ClientError): string | undefined {
  const text = Buffer.isBuffer(rawPacket) ? rawPacket.subarray(0, MAX_HEAD).toString('latin1') : '';
  return /\r\norigin:[ \t]*([\x21-\x7e]+)[ \t]*\r\n/i.exec(text)?.[1];
}
