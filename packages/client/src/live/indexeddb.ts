import type { LiveStorage, Meta } from './storage.ts';

const VERSION = 1;

/** Keeps a copy in the browser. The name tells copies apart: all pages of an origin that give the same one share it. */
export async function indexedDbStorage(name = 'docket-live'): Promise<LiveStorage> {
  const db = await open(name);
  const write = (stores: string[], work: (store: (name: string) => IDBObjectStore) => void): Promise<void> => {
    const transaction = db.transaction(stores, 'readwrite', { durability: 'relaxed' });
    work((one) => transaction.objectStore(one));
    return ended(transaction);
  };
  return {
    isShared: true,
    async load() {
      const transaction = db.transaction(['rows', 'mutations', 'meta'], 'readonly');
      const [lines, mutations, meta] = await Promise.all([
        answer(transaction.objectStore('rows').getAll()),
        answer(transaction.objectStore('mutations').getAll()),
        answer(transaction.objectStore('meta').get('meta')),
      ]);
      return { lines, mutations, meta: meta as Meta | undefined };
    },
    save: ({ put, deleted, meta }) =>
      write(['rows', 'meta'], (store) => {
        for (const line of put) store('rows').put(line);
        for (const { type, id } of deleted) store('rows').delete([type, id]);
        store('meta').put(meta, 'meta');
      }),
    replace: (lines, meta) =>
      write(['rows', 'meta'], (store) => {
        store('rows').clear();
        for (const line of lines) store('rows').put(line);
        store('meta').put(meta, 'meta');
      }),
    keep: (mutation) => write(['mutations'], (store) => store('mutations').put(mutation)),
    forget: (ids) =>
      write(['mutations'], (store) => {
        for (const id of ids) store('mutations').delete(id);
      }),
    clear: () =>
      write(['rows', 'meta', 'mutations'], (store) => {
        for (const one of ['rows', 'meta', 'mutations']) store(one).clear();
      }),
    close: () => db.close(),
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('rows', { keyPath: ['type', 'id'] });
    request.result.createObjectStore('mutations', { keyPath: 'id' });
    request.result.createObjectStore('meta');
  };
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
