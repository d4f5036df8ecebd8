import { Readable } from 'node:stream';
import { AppError, type ByteRange, type Download, logFault } from '@docket/router';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rangeOf } from './byte-range.ts';
import { hasTag } from './conditions.ts';
import { LentPieces } from './lent-pieces.ts';

/** What somebody has uploaded runs nothing when it is opened, even as a page. */
const SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox";

type Exchange = { request: FastifyRequest; reply: FastifyReply };

/**
 * Answers with a content, or with the part of it that is asked for, as fast as its client reads it. What goes wrong
 * before the first piece is there is thrown; after that, the connection is cut, so that nobody takes a part for the whole.
 *
 * @throws AppError `range_not_satisfiable`, and what the content throws before it has anything to give
 */
export async function sendDownload(download: Download, { request, reply }: Exchange): Promise<FastifyReply> {
  const { content_type, filename, size, etag, part } = download;
  reply.type(content_type).headers({
    'content-security-policy': SANDBOX,
    ...(filename !== undefined && { 'content-disposition': contentDisposition(filename) }),
    ...(etag !== undefined && { etag: `"${etag}"` }),
    ...(part && { 'accept-ranges': 'bytes' }),
  });
  if (etag !== undefined && hasTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const range = partOf(download, { request, reply });
  if (range) reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${size}`);
  const length = range ? range.last - range.first + 1 : size;
  if (length !== undefined) reply.header('content-length', String(length));
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const pieces = range && part ? part(range) : download.content;
  return reply.send(await streamOf(pieces, { request, reply }));
}

function partOf({ size, etag, part }: Download, { request, reply }: Exchange): ByteRange | undefined {
  const { range: field, 'if-range': known } = request.headers;
  if (!part || size === undefined || field === undefined || request.method !== 'GET') return undefined;
  if (known !== undefined && known !== `"${etag}"`) return undefined; // a strong one of these bytes (RFC 9110, 13.1.5)
  const range = rangeOf(field, size);
  if (range !== 'unsatisfiable') return range;
  reply.removeHeader('etag').removeHeader('content-disposition').header('content-range', `bytes */${size}`);
  throw new AppError('range_not_satisfiable', { detail: `There are ${size} bytes` });
}

/** A stream of the pieces, once the first is there. */
async function streamOf(pieces: AsyncIterable<Uint8Array | string>, { request, reply }: Exchange): Promise<Readable> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  const lent = new LentPieces();
  async function* all(): AsyncGenerator<Uint8Array | string> {
    try {
      for (let next = first; !next.done; next = await iterator.next()) {
        if (typeof next.value !== 'string') lent.add(next.value, waitingIn(stream, reply));
        yield next.value;
      }
    } catch (error) {
      logFault(request.log, error, { route: request.routeOptions?.url });
      throw error;
    } finally {
      await iterator.return?.();
    }
  }
  const stream = Readable.from(all(), { objectMode: false });
  return stream;
}

/** Bytes that were given to a stream and are not sent yet. What compresses them on the way may hold any of them. */
function waitingIn(stream: Readable, reply: FastifyReply): number | undefined {
  if (reply.hasHeader('content-encoding')) return undefined;
  return stream.readableLength + reply.raw.writableLength;
}
