import { type Duplex, pipeline, Readable } from 'node:stream';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
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
type Coding = { now(text: string): Buffer; soon(text: string, done: Done): void; stream(): Duplex };

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 1 };

/** The quickest first: what is made for each answer anew must cost less than what it saves. */
const codings: Record<string, Coding> = {
  zstd: {
    now: (text) => zstdCompressSync(text),
    soon: (text, done) => zstdCompress(text, done),
    stream: () => createZstdCompress(),
  },
  br: {
    now: (text) => brotliCompressSync(text, BROTLI),
    soon: (text, done) => brotliCompress(text, BROTLI, done),
    stream: () => createBrotliCompress(BROTLI),
  },
  gzip: {
    now: (text) => gzipSync(text, GZIP),
    soon: (text, done) => gzip(text, GZIP, done),
    stream: () => createGzip(GZIP),
  },
};

/**
 * Compresses the longer answers to GET, and streams of text. Others stay as they are: an answer that holds a token, and something that its
 * caller chose, would tell the one by how well both compress (BREACH, 2013), and only to GET no answer has a token.
 */
export function compressAnswers(app: FastifyInstance): void {
  const names = Object.keys(codings);
  app.addHook('onSend', (request, reply, payload, done: Done) => {
    if (reply.statusCode === 304) addVary(reply, 'accept-encoding'); // as the answer that it stands for
    if (!mayBeCompressed(request, reply) || !isLongText(payload, reply)) {
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
    compress(payload, coding, done);
  });
}

function compress(payload: string | Readable, coding: Coding, done: Done): void {
  if (payload instanceof Readable) {
    // Whoever sends it hears of an error.
    done(
      null,
      pipeline(payload, coding.stream(), () => undefined),
    );
  } else if (payload.length > MAX_AT_ONCE) coding.soon(payload, done);
  else done(null, coding.now(payload));
}

function mayBeCompressed({ method }: FastifyRequest, reply: FastifyReply): boolean {
  return (method === 'GET' || method === 'HEAD') && !reply.hasHeader('content-encoding');
}

/** Parts of what can be asked for in parts are parts of its bytes as they are. */
function isLongText(payload: unknown, reply: FastifyReply): payload is string | Readable {
  if (typeof payload === 'string') return payload.length >= MIN_LENGTH;
  const isText = /^(text\/(?!event-stream)|application\/(json|x-ndjson))/.test(String(reply.getHeader('content-type')));
  return payload instanceof Readable && isText && !reply.hasHeader('accept-ranges');
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
