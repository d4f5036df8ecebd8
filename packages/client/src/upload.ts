import type { DocketClient, DocketUploads } from './generated/contract.ts';
import { UPLOADS } from './generated/uploads.ts';
import { sendRest } from './rest.ts';

/** Bytes that come piece by piece. */
type Pieces = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * A file to be sent: one that a person has chosen, or anything with a name. A Blob can be sent from every browser; pieces
 * from Node and its like, and over HTTP/2 from some browsers.
 */
export type DocketFile = File | { filename: string; content: Blob | Pieces };

/**
 * Sends files, in the session of a client: `upload(docket, 'attachment.addToIssue', { issue_id, files })`. None of them is
 * whole in memory. With an `idempotency_key` the same can be sent again when the answer got lost: it is attached once.
 *
 * @throws DocketError what the server refused them with, as calls do
 */
export async function upload<Name extends keyof DocketUploads>(
  docket: DocketClient,
  name: Name,
  { files, ...input }: DocketUploads[Name]['input'] & { files: Iterable<DocketFile> | AsyncIterable<DocketFile> },
  { signal, idempotency_key: key }: { signal?: AbortSignal | undefined; idempotency_key?: string | undefined } = {},
): Promise<DocketUploads[Name]['output']> {
  const fields: Record<string, unknown> = input;
  const path = (UPLOADS[name] ?? '').replace(/\{(\w+)\}/g, (_, field: string) =>
    encodeURIComponent(String(fields[field])),
  );
  const sent: { filename: string; content: Blob | Pieces }[] = [];
  for await (const file of files) sent.push('content' in file ? file : { filename: file.name, content: file });
  const body = asForm(sent) ?? asStream(sent);
  const headers = { ...body.headers, ...(key !== undefined && { 'idempotency-key': key }) };
  const init = { method: 'POST', ...body, headers, ...(signal && { signal }) };
  const response = await sendRest(docket, { procedure: name, path, init });
  return (await response.json()) as DocketUploads[Name]['output']; // the server holds its answers to the schema
}

type Named = { filename: string; content: Blob | Pieces };

/** A form, where all files are Blobs: it can be sent again, and its length is known. */
function asForm(files: readonly Named[]): RequestInit | undefined {
  const form = new FormData();
  for (const { filename, content } of files) {
    if (!(content instanceof Blob)) return undefined;
    form.append('files', content, filename);
  }
  return { body: form };
}

/** The same form, written as the pieces of its files come. */
function asStream(files: readonly Named[]): RequestInit {
  const boundary = `docket-${crypto.randomUUID()}`;
  const pieces = piecesOf(files, boundary);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return { body, headers, duplex: 'half' } as RequestInit; // the types of browsers do not know `duplex`
}

async function* piecesOf(files: readonly Named[], boundary: string): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for (const { filename, content } of files) {
    const name = `form-data; name="files"; filename="${escaped(filename)}"`;
    yield encoder.encode(
      `--${boundary}\r\ncontent-disposition: ${name}\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    const pieces = content instanceof Blob ? content.stream() : content;
    yield* 'getReader' in pieces ? readAll(pieces) : pieces;
    yield encoder.encode('\r\n');
  }
  yield encoder.encode(`--${boundary}--\r\n`);
}

/** Not every browser can walk a stream as it is. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** As browsers write names of files in forms (HTML, "multipart/form-data encoding algorithm"). */
function escaped(filename: string): string {
  return filename.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
