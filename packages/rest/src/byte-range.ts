import type { ByteRange } from '@docket/router';

/** One range of bytes (RFC 9110, section 14.1.2): `bytes=0-99`, `bytes=100-`, or the last ones, `bytes=-100`. */
const ONE_RANGE = /^bytes=[ \t]*(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))[ \t]*$/i;

/**
 * The part of a content of so many bytes that a Range field asks for. Undefined: all of it, as for what cannot be read
 * and for several ranges at once, which nobody has to serve.
 */
export function rangeOf(field: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last, suffix] = ONE_RANGE.exec(field) ?? [];
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  if (first === undefined || (last !== undefined && Number(last) < Number(first))) return undefined;
  if (Number(first) >= size) return 'unsatisfiable';
  return { first: Number(first), last: Math.min(Number(last ?? size), size - 1) };
}
