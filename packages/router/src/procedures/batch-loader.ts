import { isUnavailable } from '@docket/db';
import DataLoader from 'dataloader';
import type { Reader } from '../visibility/handles.ts';

/** More keys make another statement: no engine takes one of any length. */
const MAX_BATCH_SIZE = 100;

/**
 * Lets those who ask on one handle at the same time, such as the calls of a tRPC batch, share the statements of
 * `findAll`, which answers for all of their keys. Nothing is remembered: who asks later reads anew. When a statement
 * fails for one of them, as on a damaged page of the database, it fails for nobody else.
 */
export function batchLoader<Db extends Reader, Value>(
  findAll: (db: Db, keys: string[]) => Promise<Map<string, Value>>,
): (db: Db, key: string) => Promise<Value | undefined> {
  const loaders = new WeakMap<Db, DataLoader<string, Value | undefined>>();

  function loaderOn(db: Db): DataLoader<string, Value | undefined> {
    const load = async (keys: readonly string[]): Promise<(Value | undefined | Error)[]> => {
      try {
        const found = await findAll(db, [...new Set(keys)]);
        return keys.map((key) => found.get(key));
      } catch (error) {
        if (keys.length === 1 || isUnavailable(error)) throw error;
        const apart = await Promise.allSettled(keys.map((key) => findAll(db, [key])));
        return apart.map((one, at) =>
          one.status === 'fulfilled' ? one.value.get(keys[at] ?? '') : asError(one.reason),
        );
      }
    };
    return new DataLoader(load, { cache: false, maxBatchSize: MAX_BATCH_SIZE, batchScheduleFn: queueMicrotask });
  }

  return (db, key) => {
    const loader = loaders.get(db) ?? loaderOn(db);
    loaders.set(db, loader);
    return loader.load(key);
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('could not be read', { cause: reason });
}
