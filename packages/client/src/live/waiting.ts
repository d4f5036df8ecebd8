import { isDocketError } from '../errors.ts';
import { retryDelay } from '../retry.ts';

const LONGEST_MS = 30_000;

/** Waits before it is tried again: longer after each failure, and not after somebody calls `goOn`. */
export class Waiting {
  #wake = new Set<() => void>();

  goOn(): void {
    for (const wake of this.#wake) wake();
  }

  afterFailure(failures: number, error: unknown, signal: AbortSignal): Promise<void> {
    const delay = Math.min(retryDelay(failures - 1, error), LONGEST_MS);
    return this.until(delay * (0.5 + Math.random() / 2), signal);
  }

  /** Waits for so long, or for ever. */
  until(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      this.#wake.add(done);
      signal.addEventListener('abort', done);
    });
  }
}

/** Whether the session is over. */
export function isSignedOut(error: unknown): boolean {
  return isDocketError(error) && error.data.httpStatus === 401;
}
