import {
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib';
import { codedTag } from '@docket/rest';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What is smaller fits into one packet either way. */
const MIN_LENGTH = 1024;

/** What is larger takes milliseconds, which others would wait for: a thread does it. */
const MAX_AT_ONCE = 64 * 1024;

type Done = (error: Error | null, payload?: unknown) => void;
type Coding = { now(text: string): Buffer; soon(text: string, done: Done): void };

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 1 };

/** The quickest first: what is made for each answer anew must cost less than what it saves. */
const codings: Record<string, Coding> = {
  zstd: { now: (text) => zstdCompressSync(text), soon: (text, done) => zstdCompress(text, done) },
  br: { now: (text) => brotliCompressSync(text, BROTLI), soon: (text, done) => brotliCompress(text, BROTLI, done) },
  gzip: { now: (text) => gzipSync(text, GZIP), soon: (text, done) => gzip(text, GZIP, done) },
};

/**
 * Compresses the longer answers to GET. Others stay as they are: an answer that holds a token, and something that its
 * caller chose, would tell the one by how well both compress (BREACH, 2013), and only to GET no answer has a token.
 */
export function compressAnswers(app: FastifyInstance): void {
  const names = Object.keys(codings);
  app.addHook('onSend', (request, reply, payload, done: Done) => {
    if (reply.statusCode === 304) addVary(reply, 'accept-encoding'); // as the answer that it stands for
    if (!mayBeCompressed(request, reply) || typeof payload !== 'string' || payload.length < MIN_LENGTH) {
      done(null, payload);
      return;
    }
    addVary(reply, 'accept-encoding');
    const name = negotiate(String(request.headers['accept-encoding'] ?? ''), names);
    const coding = name === null ? undefined : codings[name];
    if (name === null || !coding) {
      done(null, payload);
      return;
    }
    reply.headers({ 'content-encoding': name, ...tagOf(reply, name) }).removeHeader('content-length');
    if (payload.length > MAX_AT_ONCE) coding.soon(payload, done);
    else done(null, coding.now(payload));
  });
}

function mayBeCompressed({ method }: FastifyRequest, reply: FastifyReply): boolean {
  return (method === 'GET' || method === 'HEAD') && !reply.hasHeader('content-encoding');
}

/** What is compressed is another representation, and has another entity tag (RFC 9110, section 8.8.3.3). */
function tagOf(reply: FastifyReply, coding: string): { etag?: string } {
  const etag = reply.getHeader('etag');
  return typeof etag === 'string' ? { etag: codedTag(etag, coding) } : {};
}

/** Adds to what tells caches which headers of a request an answer depends on (RFC 9110, section 12.5.5). */
function addVary(reply: FastifyReply, field: string): void {
  const known = reply.getHeader('vary');
  reply.header('vary', known === undefined ? field : `${String(known)}, ${field}`);
}
