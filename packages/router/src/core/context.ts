import type { Database } from '@docket/db';
import type { OpenSettings } from '../settings.ts';
import type { Actor } from './actor.ts';
import type { Limits } from './limits/limits.ts';

/** What every call brings along. */
export type Context = {
  actor: Actor;
  /** When the call came in. */
  at: string;
  db: Database;
  settings: OpenSettings;
  limits: Limits;
  request: RequestInfo;
};

/** The way in and out beside input and output; in process there is a stand-in for it. */
export type RequestInfo = {
  /** Stands in the answer, in errors and in the log. */
  id: string;
  cookies: Cookies;
  /** The network address that the call comes from; null in process, where nothing is limited. */
  address: string | null;
  /** The User-Agent. */
  agent: string | null;
  /** Whether a page of a site that is not listed in CORS_ORIGINS makes the call. */
  isCrossSite: boolean;
  /** Tells the caller what is left of a limit. */
  reportLimit(limit: LimitState): void;
};

/** What is left of a limit, as the RateLimit header fields say it (IETF draft-ietf-httpapi-ratelimit-headers). */
export type LimitState = {
  /** Such as `read`. */
  name: string;
  quota: number;
  window_seconds: number;
  remaining: number;
  /** Seconds until the whole quota is there again. */
  reset_seconds: number;
};

/** What stands in for the request when there is none. */
export const inProcess = { address: null, agent: null, isCrossSite: false, reportLimit: () => undefined } as const;

/** HttpOnly cookies of the caller's browser. */
export type Cookies = {
  get(name: string): string | undefined;
  set(name: string, value: string, maxAgeSeconds: number): void;
  clear(name: string): void;
};

/** Who does something, and when: what a command writes into the history. The context is one. */
export type By<Who extends Actor = Actor> = { actor: Who; at: string };
