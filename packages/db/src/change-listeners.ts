/** Those who asked to be told of commits (`Database.onChange`). */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>();
  readonly #watch: () => () => void;
  #stopWatching: (() => void) | undefined;

  /** `watch` begins to look for what other processes commit, while anyone listens, and answers with what ends that. */
  constructor(watch: () => () => void = () => () => undefined) {
    this.#watch = watch;
  }

  /** Answers with what takes the listener off again. */
  add(listener: () => void): () => void {
    const own = () => listener(); // who adds one listener twice has two
    this.#listeners.add(own);
    this.#stopWatching ??= this.#watch();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.clear();
    };
  }

  notify(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch {
        // Its fault is its own to tell: the commit is done, and others want to hear of it.
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }
}
