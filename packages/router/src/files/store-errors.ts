import { AppError } from '../core/errors.ts';

/** What a store threw, as callers see it: words of a disk or of another server are for the log. */
export function storeFault(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError('unavailable', { detail: 'The store of files cannot do this at the moment', cause });
}

/** Keeps apart what the content threw, which is no fault of the store, and what the store did. */
export class Incoming {
  #failure: { error: unknown } | undefined;
  readonly #content: AsyncIterable<Uint8Array>;

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#content = content;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#content;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** What to throw when a write ended with this error. */
  reasonFor(error: unknown): unknown {
    return this.#failure ? this.#failure.error : storeFault(error);
  }
}
