export const MENDED = 'U+FFFD stands for NUL characters and halves of surrogate pairs';

/** A value with U+FFFD in the place of what no database can hold; `places` gets the fields that had it. */
export function mend(value: unknown, path: string, places: string[]): unknown {
  if (typeof value === 'string') {
    const text = value.toWellFormed().replaceAll('\0', '\ufffd');
    if (text !== value) places.push(path);
    return text;
  }
  if (typeof value !== 'object' || value === null) return value;
  const mendField = (field: string, inner: unknown) => mend(inner, path ? `${path}.${field}` : field, places);
  if (Array.isArray(value)) return value.map((inner, at) => mendField(String(at), inner));
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, mendField(field, inner)]));
}
