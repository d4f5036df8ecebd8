import { bytesOf, MOST_BYTES } from '../core/answer-size.ts';
import { AppError } from '../core/errors.ts';
import type { Batch, RequestInfo } from '../core/request.ts';

/** Beside the items of lists, of which each call has its share, for what is around them. */
const AROUND_BYTES = 48_576;

/** What so many calls in one request share. Undefined for one alone, which has all of the answer. */
export function batchOf(calls: number): Batch | undefined {
  return calls > 1 ? { calls, bytesLeft: MOST_BYTES + AROUND_BYTES } : undefined;
}

/** The input of a list, which is to stop early when it shares its answer. */
export function withShare<Input>(input: Input, { batch }: RequestInfo): Input {
  return batch ? { ...input, most_bytes: Math.floor(MOST_BYTES / batch.calls) } : input;
}

/**
 * An output that has its place in the answer.
 *
 * @throws AppError `batch_too_large`, so that what was written for it is undone
 */
export function fitting<Output>(output: Output, { batch }: RequestInfo): Output {
  if (!batch) return output;
  batch.bytesLeft -= bytesOf(output);
  if (batch.bytesLeft < 0) throw new AppError('batch_too_large');
  return output;
}

/**
 * The error of a call, which may show as much as an output does.
 *
 * @throws AppError `batch_too_large`
 */
export function fittingRefusal(error: unknown, request: RequestInfo): unknown {
  if (error instanceof AppError && error.current) fitting([error.conflicts, error.current], request);
  return error;
}
