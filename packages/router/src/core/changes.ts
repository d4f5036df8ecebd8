/**
 * The fields of `input` that are given (not undefined) and differ from what is there. Both have
 * columns as they are stored.
 */
export function changedFields<Input extends object>(before: object, input: Input): Partial<Input> {
  const stored = before as Record<string, unknown>;
  const changed = Object.entries(input).filter(([field, value]) => value !== undefined && value !== stored[field]);
  return Object.fromEntries(changed) as Partial<Input>;
}
