import { createHash } from 'node:crypto';

/** As much of its beginning as says what a file is. */
const HEAD_BYTES = 4100;

/** What is known of a file once all of it went by. */
export type Measure = { size: number; sha256: string; head: Uint8Array };

/**
 * Lets a content go by, and says what it was. `refuse` is asked with its size so far before each piece goes on, and throws
 * what is to end it.
 */
export function measured(content: AsyncIterable<Uint8Array>, refuse: (bytes: number) => void) {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let [size, headBytes] = [0, 0];
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      size += chunk.length;
      refuse(size);
      hash.update(chunk);
      if (headBytes < HEAD_BYTES) {
        const piece = Uint8Array.from(chunk.subarray(0, HEAD_BYTES - headBytes)); // the rest is not to be kept with it
        head.push(piece);
        headBytes += piece.length;
      }
      yield chunk;
    }
  }
  return {
    content: pass(),
    /** To be asked once, at the end. */
    measure: (): Measure => ({ size, sha256: hash.digest('hex'), head: Buffer.concat(head) }),
  };
}
