import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance } from 'fastify';
import fresh from 'fresh';

type StaticFile = {
  url: string;
  /** With its charset, such as `text/css; charset=utf-8`. */
  type: string;
  /** Makes its bytes. Called when the file is first asked for: most servers are never asked. */
  read(): Promise<string | Buffer>;
  /** Such as `content-security-policy`. */
  headers?: Record<string, string>;
};

/** A file as it goes out, by content coding (RFC 9110, section 8.4.1): the same bytes to everybody, however many ask. */
type Made = { etag: string; bodies: Map<string, Buffer> };

/** Far quicker than the highest quality and hardly larger; each file is compressed once. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** Names stay the same after an upgrade, so a browser asks again after a day, and is told whether anything changed. */
const CACHE_CONTROL = 'public, max-age=86400';

/** Serves a file that does not change while the server runs, compressed and with an ETag (RFC 9110, section 8.8.3). */
export function serveFile(app: FastifyInstance, { url, type, read, headers = {} }: StaticFile): void {
  let making: Promise<Made> | undefined;
  async function made(): Promise<Made> {
    making ??= read().then(makeAnswers);
    try {
      return await making;
    } catch (error) {
      making = undefined; // the next who asks has another try
      throw error;
    }
  }
  app.get(url, async (request, reply) => {
    const { etag, bodies } = await made();
    reply.headers({ etag, vary: 'accept-encoding', 'cache-control': CACHE_CONTROL, ...headers });
    if (fresh(request.headers, { etag })) return reply.code(304).send();
    const accepted = negotiate(String(request.headers['accept-encoding'] ?? ''), [...bodies.keys()]) ?? 'identity';
    if (accepted !== 'identity') reply.header('content-encoding', accepted);
    return reply.type(type).send(bodies.get(accepted));
  });
}

async function makeAnswers(content: string | Buffer): Promise<Made> {
  const bytes = Buffer.from(content);
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`; // weak: one for all codings
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes, BROTLI), promisify(gzip)(bytes)]);
  const bodies = new Map([
    ['br', br],
    ['gzip', gz],
    ['identity', bytes],
  ] as const);
  return { etag, bodies: new Map([...bodies].filter(([, body]) => body.length <= bytes.length)) };
}
