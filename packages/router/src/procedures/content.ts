/** Bytes of all texts in an input, which is about what they take in the database. */
export function textBytes(input: unknown): number {
  if (typeof input === 'string') return Buffer.byteLength(input);
  if (typeof input !== 'object' || input === null) return 0;
  let bytes = 0;
  for (const value of Object.values(input)) bytes += textBytes(value);
  return bytes;
}
