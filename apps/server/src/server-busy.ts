import { AppError } from '@docket/router';

/** What is said to whom waited too long for a turn. */
export function tooBusy(): AppError {
  return new AppError('unavailable', { detail: 'Too many calls at once: try again in 1 second', retry_after: 1 });
}
