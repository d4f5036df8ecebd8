import type { Reader } from '@docket/db';

/** More who ask at once are another group: no engine takes statements of any length. */
const MOST_KEYS = 100;

type Answers<Value> = Promise<Map<string, Value>>;

/**
 * Lets those who ask on one handle in the same turn, such as the calls of a batch, share the statements
 * of `findAll`, which answers for all of their keys.
 */
export function together<Value>(
  findAll: (db: Reader, keys: string[]) => Answers<Value>,
): (db: Reader, key: string) => Promise<Value | undefined> {
  const asking = new WeakMap<Reader, { keys: Set<string>; answers: Answers<Value> }>();

  async function askAll(db: Reader, keys: Set<string>): Answers<Value> {
    await Promise.resolve(); // those who are called in the same turn have asked by then
    if (asking.get(db)?.keys === keys) asking.delete(db);
    return findAll(db, [...keys]);
  }

  return async (db, key) => {
    const latest = asking.get(db);
    const asked = latest && latest.keys.size < MOST_KEYS ? latest : undefined;
    const keys = (asked?.keys ?? new Set()).add(key);
    const answers = asked?.answers ?? askAll(db, keys);
    if (!asked) asking.set(db, { keys, answers });
    return (await answers).get(key);
  };
}
