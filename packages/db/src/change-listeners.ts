/** Those who asked to be told of commits (`Database.onChange`). */
export class ChangeListeners {
  readonly #listeners = new Set<() => Promise<void>>();
  readonly #watch: () => () => void;
  #stopWatching: (() => void) | undefined;
  #isClosed = false;

  /** `watch` begins to watch for commits of other processes, and returns what ends it. It runs only while anyone listens. */
  constructor(watch: () => () => void = () => () => undefined) {
    this.#watch = watch;
  }

  /** @returns what removes the listener */
  add(listener: () => void): () => void {
    if (this.#isClosed) return () => undefined;
    const own = async () => listener(); // one listener may be added twice; `async` catches what it throws
    this.#listeners.add(own);
    this.#stopWatching ??= this.#watch();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  notify(): void {
    // Its errors are ignored: the commit is done, and the other listeners must hear of it.
    for (const listener of this.#listeners) listener().catch(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#stop();
  }

  #stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }
}
