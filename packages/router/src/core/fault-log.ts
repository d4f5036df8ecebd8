import { channel } from 'node:diagnostics_channel';
import { describeError, isUnexpected } from './errors.ts';
import type { Log } from './log.ts';

/** An error that is our fault, and whose log has the line about it. `details` are where it came up. */
export type Fault = { error: unknown; details: object; log: Log };

/** Who subscribes hears of each `Fault` that is logged here. It must not throw. */
export const faults = channel('docket:fault');

/**
 * Logs an error when the server, not the caller, is to blame: a fault of ours with its stack, and
 * in one line that something is away, which comes by the thousand while a database does not answer.
 */
export function logFault(log: Log, error: unknown, details: object = {}): void {
  if (!isUnexpected(error)) return;
  const { code, detail } = describeError(error);
  if (code === 'internal_error') {
    log.error({ ...details, err: error }, 'unexpected error');
    if (faults.hasSubscribers) faults.publish({ error, details, log } satisfies Fault);
  } else log.warn({ ...details, reason: reasonOf(error) }, detail);
}

/** In the words of the one who knows: an error of tRPC or of ours only wraps that of the database. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error && !message.includes(cause.message) ? `${message}: ${reasonOf(cause)}` : message;
}
