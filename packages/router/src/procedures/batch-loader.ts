import type { Reader } from '@docket/db';
import DataLoader from 'dataloader';

/** More keys make another statement: no engine takes one of any length. */
const MAX_BATCH_SIZE = 100;

/**
 * Lets those who ask on one handle at the same time, such as the calls of a tRPC batch, share the statements of
 * `findAll`, which answers for all of their keys. Nothing is remembered: who asks later reads anew.
 */
export function batchLoader<Value>(
  findAll: (db: Reader, keys: string[]) => Promise<Map<string, Value>>,
): (db: Reader, key: string) => Promise<Value | undefined> {
  const loaders = new WeakMap<Reader, DataLoader<string, Value | undefined>>();

  function loaderOn(db: Reader): DataLoader<string, Value | undefined> {
    const load = async (keys: readonly string[]) => {
      const found = await findAll(db, [...new Set(keys)]);
      return keys.map((key) => found.get(key));
    };
    return new DataLoader(load, { cache: false, maxBatchSize: MAX_BATCH_SIZE, batchScheduleFn: queueMicrotask });
  }

  return (db, key) => {
    const loader = loaders.get(db) ?? loaderOn(db);
    loaders.set(db, loader);
    return loader.load(key);
  };
}
