/**
 * Parts of a list for statements of many rows. Their sizes are powers of two, so that there are few
 * texts of a statement to prepare.
 */
export function* batches<T>(rows: readonly T[], { most }: { most: number }): Generator<T[]> {
  for (let start = 0; start < rows.length; ) {
    const size = Math.min(most, 2 ** Math.floor(Math.log2(rows.length - start)));
    yield rows.slice(start, start + size);
    start += size;
  }
}
