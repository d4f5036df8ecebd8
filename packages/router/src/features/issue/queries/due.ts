/** In lists that are sorted by it, what is due on no day comes after all days. */
export const DUE_ON_NONE = 'none';

/** When an issue is due, as the table has it. */
export function dueColumns(due_on: string | null) {
  return { due_on, due_order: due_on ?? DUE_ON_NONE };
}
