import { setImmediate } from 'node:timers/promises';
import { AppError, type SentFile, unknownNames } from '@docket/router';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { giveBack } from './lent-pieces.ts';

/** What a file may stand under in a form. */
const FIELDS = ['file', 'files'];

/** More parts are no form that people send; how many files there may be is said by those who take them. */
const MOST_PARTS = 200;

/** Bytes of a form that are in no file, such as those before its first part, which have no bound of their own. */
const MOST_BESIDE_BYTES = 1024 * 1024;

/** How much a file may have is said by those who take it, too. */
const LIMITS = {
  parts: MOST_PARTS,
  fields: MOST_PARTS,
  fieldSize: 1024,
  fieldNameSize: 100,
  fileSize: Number.MAX_SAFE_INTEGER,
};

/** Lets the routes of a scope take `multipart/form-data`, whose parts are read as they come. */
export async function takeFiles(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, { limits: LIMITS, throwFileSizeLimit: false });
}

/**
 * The files of a form, one after another. Its whole body is never in memory.
 *
 * @throws AppError `malformed_request` for a form that cannot be read or breaks off, and `validation_failed` for other
 *   fields
 */
export async function* filesIn(request: FastifyRequest): AsyncGenerator<SentFile> {
  if (request.headers['content-type'] === undefined) return; // nothing was sent
  let isWhole = false;
  const beside = boundBeside(request);
  try {
    for await (const part of untilRefused(request.parts(), beside.refusal)) {
      if (!FIELDS.includes(part.fieldname) || part.type !== 'file') throw unknownField(part.fieldname);
      // Browsers write the one character so that would end it (HTML, "multipart/form-data encoding algorithm").
      yield { filename: part.filename.replaceAll('%22', '"'), content: readable(part.file, { request, beside }) };
    }
    isWhole = true;
  } catch (error) {
    throw refusalOf(error, request);
  } finally {
    if (!isWhole) leaveRest(request);
  }
}

/** Counts what comes and is in no file. */
type Beside = { refusal: Promise<never>; isInFile(bytes: number): void };

function boundBeside({ raw }: FastifyRequest): Beside {
  const { promise: refusal, reject } = Promise.withResolvers<never>();
  refusal.catch(() => undefined); // also while nobody waits for the next part
  let bytes = 0;
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BESIDE_BYTES) reject(new AppError('malformed_request', { detail: 'Too much beside the files' }));
  });
  return {
    refusal,
    isInFile(count) {
      bytes -= count;
    },
  };
}

/** What has come is taken first: what is refused must not depend on how fast the parts are read. */
async function* untilRefused<T>(parts: AsyncIterableIterator<T>, refusal: Promise<never>): AsyncGenerator<T> {
  for (;;) {
    const next = await Promise.race([parts.next(), setImmediate().then(() => refusal)]);
    if (next.done) return;
    yield next.value;
  }
}

type Read = { request: FastifyRequest; beside: Beside };

async function* readable(file: AsyncIterable<Buffer>, { request, beside }: Read): AsyncGenerator<Uint8Array> {
  let isWhole = false;
  try {
    for await (const chunk of file) {
      beside.isInFile(chunk.length);
      yield chunk;
      giveBack(chunk); // its reader asks for the next one, so it is done with it
    }
    isWhole = true;
  } catch (error) {
    throw refusalOf(error, request);
  } finally {
    if (!isWhole) leaveRest(request); // its parser would read on, and drop what comes, while what was kept is taken out
  }
}

/** The rest of the body waits until the answer is sent: the server then drops a little of it, or hangs up. */
function leaveRest({ raw }: FastifyRequest): void {
  raw.unpipe();
  raw.pause(); // what is unpiped while its reader is behind goes on flowing to whoever listens
}

function unknownField(name: string): AppError {
  const errors = unknownNames([name.slice(0, 100)], { known: FIELDS, code: 'unknown_field' });
  return new AppError('validation_failed', { errors: errors.length > 0 ? errors : [notAFile(name)] });
}

function notAFile(path: string) {
  return { path, message: 'Must be a file: give it a file name', code: 'invalid_type' };
}

/** What is wrong with a form, or its connection, is never our fault. */
function refusalOf(error: unknown, request: FastifyRequest): unknown {
  if (error instanceof AppError) return error;
  const detail = isPartsLimit(error) ? `A form has at most ${MOST_PARTS} parts` : 'The form breaks off, or is none';
  request.log.debug({ err: error }, 'a form that cannot be read');
  return new AppError('malformed_request', { detail });
}

function isPartsLimit(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^FST_(PARTS|FIELDS|FILES)_LIMIT$/.test(String(error.code));
}
