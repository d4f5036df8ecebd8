import { isUtf8 } from 'node:buffer';

/** What nobody knows better. */
const BYTES = 'application/octet-stream';

/** A sign of bytes that are no text: control characters but tab, line feed, form feed, carriage return and escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const NO_TEXT = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;

/** A character of UTF-8 may be cut in two where the beginning ends. */
const LONGEST_CHARACTER = 4;

/**
 * What a file is, by its beginning alone: its name, and what its uploader says, may lie. Text is just text, whatever a
 * browser would make of it.
 */
export async function contentTypeOf(head: Uint8Array): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type'); // takes time to load
  const found = await fileTypeFromBuffer(head).catch(() => undefined); // a file that is none may confuse it
  if (found) return found.mime;
  return isText(head) ? 'text/plain' : BYTES;
}

function isText(head: Uint8Array): boolean {
  for (let cut = 0; cut < LONGEST_CHARACTER; cut += 1) {
    const text = head.subarray(0, head.length - cut);
    if (isUtf8(text)) return text.length > 0 && !NO_TEXT.test(Buffer.from(text).toString('utf8'));
  }
  return false;
}
