import { type DocketError, isDocketError } from './errors.ts';

/** How often a call is made again at most. */
const RETRIES = 3;

/** Nobody watches a page that does nothing for longer. */
const LONGEST_WAIT_MS = 30_000;

/** Statuses that say "later", with Retry-After. */
const LATER = [429, 503];

/**
 * Whether a query that failed is worth another try: `retry` of TanStack Query. An answer such as "log in", "forbidden",
 * "not found" or "not valid" stays the same however often one asks. When the server is busy or a limit is reached, the
 * query is made again if that is soon; what got no answer, up to three times.
 */
export function shouldRetry(failureCount: number, error: unknown): boolean {
  if (failureCount >= RETRIES || wasAborted(error)) return false;
  if (!isDocketError(error)) return true;
  return LATER.includes(error.data.httpStatus) && (retryAfter(error) ?? 0) <= LONGEST_WAIT_MS;
}

/** Whether what failed may work later: nothing came that Docket has answered, or it said so. */
export function mayPass(error: unknown): boolean {
  return !isDocketError(error) || error.data.httpStatus === 429 || error.data.httpStatus >= 500;
}

/** In how many milliseconds: `retryDelay` of TanStack Query. What the server said, or one second, then two, then four. */
export function retryDelay(failureCount: number, error: unknown): number {
  const said = isDocketError(error) ? retryAfter(error) : undefined;
  return said ?? Math.min(1000 * 2 ** failureCount, LONGEST_WAIT_MS);
}

/** The caller has set the limit itself. */
function wasAborted(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as Partial<Error>;
  return [name, (cause as Partial<Error> | undefined)?.name].some(
    (one) => one === 'AbortError' || one === 'TimeoutError',
  );
}

/** Retry-After in milliseconds, if it is there: Docket says it in seconds (RFC 9110, section 10.2.3). */
function retryAfter({ meta }: DocketError): number | undefined {
  const { headers } = (meta?.['response'] ?? {}) as Partial<Response>;
  const seconds = Number.parseInt(headers?.get('retry-after') ?? '', 10);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}
