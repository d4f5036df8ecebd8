import { type LiveStorage, memoryStorage } from './storage.ts';

/** A storage that fails, such as a full one, is given up: the page goes on without it. */
export class SafeStorage {
  #storage: LiveStorage;

  constructor(storage: LiveStorage) {
    this.#storage = storage;
  }

  /** Gives nothing where it fails. */
  async attempt<T>(work: (storage: LiveStorage) => Promise<T>): Promise<T | undefined> {
    const storage = this.#storage;
    try {
      return await work(storage);
    } catch {
      if (this.#storage === storage) this.#storage = memoryStorage();
      await storage.clear().catch(() => undefined); // what is left of it would be old, and wrong
      return undefined;
    }
  }

  close(): void {
    this.#storage.close();
  }
}
