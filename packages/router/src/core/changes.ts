import type { Change } from './events.ts';

/** A resource as its history shows it. */
export type Snapshot = Record<string, Change['from']>;

/**
 * The fields of `input` that are given (not undefined) and differ from what is there. Both have
 * columns as they are stored.
 */
export function changedFields<Input extends object>(before: object, input: Input): Partial<Input> {
  const stored = before as Record<string, unknown>;
  const changed = Object.entries(input).filter(([field, value]) => value !== undefined && value !== stored[field]);
  return Object.fromEntries(changed) as Partial<Input>;
}

/** What differs between two snapshots of one resource. */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  return Object.entries(before)
    .map(([field, from]) => ({ field, from, to: after[field] ?? null }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
}
