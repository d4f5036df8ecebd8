type NearestOptions = {
  /** Other words for a name: what others call the thing that is here called so. */
  synonyms?: Readonly<Record<string, readonly string[]>>;
  /** How much of a name may be mistyped, as a share of its letters. */
  tolerance?: number;
};

/** A longer name is no slip of anybody's fingers, and comparing takes time by its length. */
const MAX_LENGTH = 64;

/**
 * The known name that was most likely meant: the same in another way of writing (`perPage`, `per-page`), a word with
 * the same meaning, or one that few letters away. Undefined when none is near.
 */
export function nearest(
  given: string,
  known: readonly string[],
  { synonyms = {}, tolerance = 0.4 }: NearestOptions = {},
): string | undefined {
  if (given.length > MAX_LENGTH) return undefined;
  const written = plain(given);
  const same = known.find((name) => plain(name) === written);
  if (same !== undefined) return same;
  const meant = known.find((name) => synonyms[name]?.some((word) => plain(word) === written));
  if (meant !== undefined) return meant;
  const [best] = known
    .map((name) => ({ name, word: plain(name) }))
    .map(({ name, word }) => ({ name, word, most: Math.max(word.length, written.length) * tolerance }))
    // Every start compares the names of the environment with ours: most differ by their lengths alone.
    .filter(({ word, most }) => Math.abs(word.length - written.length) <= most)
    .map(({ name, word, most }) => ({ name, most, edits: distance(word, written) }))
    .filter(({ edits, most }) => edits <= most)
    .sort((one, other) => one.edits - other.edits);
  return best?.name;
}

/** A name as it is spoken: without what only divides its words. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** How many letters one name has to be changed in to be the other: added, left out or another (Levenshtein). */
function distance(one: string, other: string): number {
  const letters = [...other];
  let row = [0, ...letters.map((_, at) => at + 1)];
  for (const [above, letter] of [...one].entries()) {
    const next = [above + 1];
    for (const [at, another] of letters.entries()) {
      const changed = (row[at] ?? 0) + (letter === another ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
