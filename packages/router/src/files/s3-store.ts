import { S3mini, S3ServiceError } from 's3mini';
import type { ByteRange } from '../core/byte-range.ts';
import { AppError } from '../core/errors.ts';
import type { FileStore, StoredFile } from './store.ts';
import { Incoming, storeFault } from './store-errors.ts';

/** A file goes in parts of this size. S3 takes none below 5 MB but the last, and 10,000 of them. */
const PART_BYTES = 8 * 1024 * 1024;

/** Files that are asked for at once. */
const PAGE = 1000;

type Keys = { accessKeyId: string; secretAccessKey: string };

/**
 * A store in a bucket of S3, or of what speaks as S3 does. One part of each file that is written is in memory.
 *
 * @param url `s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION`
 */
export function s3Store(url: string, keys: Keys): FileStore {
  const { bucket, prefix, endpoint, region } = placeIn(url);
  const s3 = new S3mini({ ...keys, region, endpoint: `${endpoint}/${bucket}` });
  const keyOf = (id: string) => prefix + id;
  return {
    place: `${bucket}/${prefix} at ${endpoint}`,
    async write(id, content) {
      const incoming = new Incoming(content);
      try {
        await writeParts(s3, keyOf(id), partsOf(incoming));
      } catch (error) {
        throw incoming.reasonFor(error);
      }
    },
    read: (id, range) => readObject(s3, keyOf(id), range),
    async delete(id) {
      try {
        await s3.deleteObject(keyOf(id));
      } catch (error) {
        if (!isMissing(error)) throw storeFault(error);
      }
    },
    list: () => listObjects(s3, prefix),
  };
}

/** What an address says of a bucket. Without an endpoint, it is one of Amazon's. */
function placeIn(url: string) {
  const { hostname: bucket, pathname, searchParams } = new URL(url);
  const folder = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  const region = searchParams.get('region') ?? 'us-east-1';
  const endpoint = (searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '');
  return { bucket, prefix: folder === '' ? '' : `${folder}/`, region, endpoint };
}

/** Pieces of exactly one size, but for the last, which may be empty only where all is. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafeSlow(PART_BYTES);
  let filled = 0;
  for await (const chunk of content) {
    for (let rest = chunk; rest.length > 0; ) {
      if (filled === PART_BYTES) {
        yield part;
        part = Buffer.allocUnsafeSlow(PART_BYTES);
        filled = 0;
      }
      const fits = rest.subarray(0, PART_BYTES - filled);
      part.set(fits, filled);
      filled += fits.length;
      rest = rest.subarray(fits.length);
    }
  }
  yield part.subarray(0, filled);
}

/** A small file goes in one request. A large one has its name only when all of its parts are there. */
async function writeParts(s3: S3mini, key: string, parts: AsyncGenerator<Buffer>): Promise<void> {
  const { value: first = Buffer.alloc(0) } = await parts.next();
  let next = first.length < PART_BYTES ? undefined : (await parts.next()).value;
  if (!next) {
    await s3.putObject(key, first);
    return;
  }
  const upload = await s3.getMultipartUploadId(key);
  try {
    const sent = [await s3.uploadPart(key, upload, first, 1)];
    for (; next; next = (await parts.next()).value) {
      sent.push(await s3.uploadPart(key, upload, next, sent.length + 1));
    }
    const { etag } = await s3.completeMultipartUpload(key, upload, sent);
    if (!etag) throw new Error(`S3 did not put the parts of ${key} together`); // it may say so with status 200
  } catch (error) {
    await s3.abortMultipartUpload(key, upload).catch(() => undefined);
    throw error;
  }
}

async function* readObject(s3: S3mini, key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  try {
    // Its end is the first byte that is not wanted.
    const { body } = range
      ? await s3.getObjectRaw(key, false, range.first, range.last + 1)
      : await s3.getObjectRaw(key);
    if (body) yield* body; // to stop reading cancels it
  } catch (error) {
    throw isMissing(error) ? new AppError('file_missing') : storeFault(error);
  }
}

async function* listObjects(s3: S3mini, prefix: string): AsyncGenerator<StoredFile> {
  let token: string | undefined;
  do {
    const page = await s3.listObjectsPaged('/', prefix, PAGE, token).catch((error: unknown) => {
      throw storeFault(error);
    });
    for (const { Key, LastModified } of page?.objects ?? []) {
      yield { id: Key.slice(prefix.length), written_at: new Date(LastModified).toISOString() };
    }
    token = page?.nextContinuationToken;
  } while (token !== undefined);
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceError && error.status === 404;
}
