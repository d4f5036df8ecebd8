/** Those who asked to be told of commits (`Database.onChange`). */
export class ChangeListeners {
  readonly #listeners = new Set<() => Promise<void>>();
  readonly #watch: () => () => void;
  #stopWatching: (() => void) | undefined;
  #isClosed = false;

  /** `watch` begins to look for what other processes commit, while anyone listens, and answers with what ends that. */
  constructor(watch: () => () => void = () => () => undefined) {
    this.#watch = watch;
  }

  /** Answers with what takes the listener off again. */
  add(listener: () => void): () => void {
    if (this.#isClosed) return () => undefined;
    const own = async () => listener(); // who adds one listener twice has two; one may be asynchronous
    this.#listeners.add(own);
    this.#stopWatching ??= this.#watch();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  notify(): void {
    // Its fault is its own to tell: the commit is done, and others want to hear of it.
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
