/** What a history shows of a text, in bytes of UTF-8; all of it is read on its own. */
export const SHOWN_BYTES = 1024;

const encoder = new TextEncoder();
const room = new Uint8Array(SHOWN_BYTES);

/** The beginning of a text that is longer than a history shows, cut between two characters; undefined for any other. */
export function beginningOfLong(text: string): string | undefined {
  const { read } = encoder.encodeInto(text, room); // never takes half of a character
  return read < text.length ? text.slice(0, read) : undefined;
}
