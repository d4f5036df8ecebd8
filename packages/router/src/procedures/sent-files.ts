import { AppError } from '../core/errors.ts';
import type { SentFile, UploadContext } from '../core/upload.ts';

/**
 * The files of an input, whichever way its caller hands them over.
 *
 * @throws AppError `validation_failed` where there are none, or one is no file
 */
export async function* sentFiles(input: unknown): UploadContext['files'] & AsyncGenerator {
  const files = typeof input === 'object' && input !== null && 'files' in input ? input.files : undefined;
  if (!isIterable(files)) throw noFile('files');
  let at = 0;
  for await (const file of files) {
    if (!isFile(file)) throw noFile(`files.${at}`);
    const { filename, content } = file;
    yield { filename, content: content instanceof Blob ? content.stream() : content };
    at += 1;
  }
}

/** The input of an upload without its files, which are not read yet; that of any other procedure as it is. */
export function withoutFiles(input: unknown, kind: string): unknown {
  if (kind !== 'upload' || typeof input !== 'object' || input === null) return input;
  const { files: _, ...fields } = input as Record<string, unknown>;
  return fields;
}

function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}

function isFile(value: unknown): value is SentFile {
  if (typeof value !== 'object' || value === null || !('filename' in value) || !('content' in value)) return false;
  const { filename, content } = value;
  return typeof filename === 'string' && (content instanceof Blob || isIterable(content));
}

function noFile(path: string): AppError {
  const message = 'Must be a file: { filename, content }, whose content is a Blob or gives bytes';
  return new AppError('validation_failed', { errors: [{ path, message, code: 'invalid_type' }] });
}
