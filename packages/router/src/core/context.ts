import type { Database } from '@docket/db';
import type { OpenSettings } from '../settings.ts';
import type { Actor, SignedInActor, UserActor } from './actor.ts';
import type { Limits } from './limits/limits.ts';
import type { RequestInfo } from './request.ts';

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

export type SignedInContext = Context & { actor: SignedInActor };

export type UserContext = Context & { actor: UserActor };

/** Who does something, and when: what a command writes into the history. The context is one. */
export type By<Who extends Actor = Actor> = { actor: Who; at: string };
