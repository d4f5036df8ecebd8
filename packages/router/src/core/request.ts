import type { LogPosition } from '../visibility/handles.ts';
import { newId } from './ids.ts';
import { type Log, SILENT } from './log.ts';
import type { Around } from './observer.ts';

/** The way in and out beside input and output; in process there is a stand-in for it. */
export type RequestInfo = {
  /** Stands in the answer, in errors and in the log. */
  id: string;
  /** Null where the door has none. */
  cookies: Cookies | null;
  /** The network address that the call comes from; null in process, where nothing is limited. */
  address: string | null;
  /** The User-Agent. */
  agent: string | null;
  /** Whether a page of a site that is not listed in CORS_ORIGINS makes the call. */
  isCrossSite: boolean;
  /** Tells the caller what is left of a limit. */
  reportLimit(limit: LimitState): void;
  /** Tells the caller up to where the log of events has what a mutation did. Left out where nobody asks. */
  reportPosition?(position: LogPosition): void;
  /** Whose lines carry the id. */
  log: Log;
  /** What the calls of a batch share. */
  batch?: Batch;
  /** Goes around each call of the request, which is named by its operationId, where somebody watches. */
  around?: Around;
};

/** How many calls share an answer, and how many bytes of it are left. */
export type Batch = { calls: number; bytesLeft: number };

/** HttpOnly cookies of the caller's browser. */
export type Cookies = {
  get(name: string): string | undefined;
  set(name: string, value: string, maxAgeSeconds: number): void;
  clear(name: string): void;
};

/** What is left of a limit, as the RateLimit header fields say it (IETF draft-ietf-httpapi-ratelimit-headers). */
export type LimitState = {
  /** Such as `read`. */
  name: string;
  quota: number;
  /** What is counted; calls when left out. */
  unit?: 'content-bytes';
  window_seconds: number;
  remaining: number;
  /** Seconds until the whole quota is there again. */
  reset_seconds: number;
  /** This use was one too many, and is refused. */
  is_exceeded: boolean;
};

/** What stands in for the request of a call that is made in process. */
export function inProcessRequest(given: Partial<RequestInfo> = {}): RequestInfo {
  return {
    id: newId(),
    cookies: cookieJar(),
    address: null,
    agent: null,
    isCrossSite: false,
    reportLimit: () => undefined,
    log: SILENT,
    ...given,
  };
}

/** In process there is no browser, so a caller keeps its cookies itself. */
export function cookieJar(): Cookies {
  const jar = new Map<string, string>();
  return {
    get: (name) => jar.get(name),
    set(name, value) {
      jar.set(name, value);
    },
    clear(name) {
      jar.delete(name);
    },
  };
}
