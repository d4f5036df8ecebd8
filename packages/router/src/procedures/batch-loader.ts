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
  const groups = new WeakMap<Reader, { latest?: { keys: Set<string>; answers: Answers<Value> } | undefined }>();

  async function askAll(db: Reader, keys: Set<string>): Answers<Value> {
    await Promise.resolve(); // those who are called in the same turn have asked by then
    const group = groups.get(db);
    if (group?.latest?.keys === keys) group.latest = undefined;
    return findAll(db, [...keys]);
  }

  return async (db, key) => {
    const group = groups.get(db) ?? {};
    const asked = group.latest && group.latest.keys.size < MOST_KEYS ? group.latest : undefined;
    const keys = (asked?.keys ?? new Set()).add(key);
    const answers = asked?.answers ?? askAll(db, keys);
    if (!asked) groups.set(db, Object.assign(group, { latest: { keys, answers } }));
    return (await answers).get(key);
  };
}
