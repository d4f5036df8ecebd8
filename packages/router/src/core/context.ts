import type { Database } from '@docket/db';
import type { OpenSettings } from '../settings.ts';
import type { Actor } from './actor.ts';

/** What every call brings along. */
export type Context = {
  actor: Actor;
  /** When the call came in. */
  at: string;
  db: Database;
  settings: OpenSettings;
  request: RequestInfo;
};

/** The way in and out beside input and output; in process there is a stand-in for it. */
export type RequestInfo = {
  /** Stands in the answer, in errors and in the log. */
  id: string;
  cookies: Cookies;
};

/** HttpOnly cookies of the caller's browser. */
export type Cookies = {
  get(name: string): string | undefined;
  set(name: string, value: string, maxAgeSeconds: number): void;
  clear(name: string): void;
};

/** Who does something, and when: what a command writes into the history. The context is one. */
export type By<Who extends Actor = Actor> = { actor: Who; at: string };
