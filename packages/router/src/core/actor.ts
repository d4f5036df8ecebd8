import type { Conditions } from './entity-tags.ts';
import { AppError } from './errors.ts';
import type { Scope } from './scopes.ts';

/** Who makes a call. It is decided once, where the call enters, and passed on as a value. */
export type Actor = AnonymousActor | SignedInActor;

export type AnonymousActor = {
  kind: 'anonymous';
  /** Why the credentials that came with the call were refused; a public procedure does not care. */
  refusal?: AppError;
};

export type SignedInActor = UserActor | SystemActor;

export type UserActor = {
  kind: 'user';
  id: string;
  role: 'user' | 'admin';
  /** The session of the access token; null when the call comes with an API token or from a script. */
  session_id: string | null;
  /** The API token of the call; null when it has none. */
  token_id: string | null;
  /** What the API token of the call, or an access token that only reads, is good for; null: no such bound. */
  scopes: readonly Scope[] | null;
  /** The projects to which the API token of the call is narrowed; left out: whatever its user sees. */
  project_ids?: readonly string[];
};

/** A user with all rights of the account, for calls and work without a session or a token. */
export function accountActor({ id, role }: Pick<UserActor, 'id' | 'role'>): UserActor {
  return { kind: 'user', id, role, session_id: null, token_id: null, scopes: null };
}

/** Whom a bearer token stands for, and until when; null: it has no end of its own. */
export type Grant = { actor: UserActor; expires_at: string | null };

/** A script of ours, known by name. It may do what an admin may. */
export type SystemActor = { kind: 'system'; name: string };

/** Who does something, and when: what a command writes into the history. */
export type By<Who extends Actor = Actor> = {
  actor: Who;
  at: string;
  /** Set when the actor may not see the addresses of others (SHOW_EMAILS): nor may a search tell of them. */
  hides_emails?: boolean;
  /** What the caller wants to be so before anything is changed. */
  conditions?: Conditions | undefined;
  /** The edit of many issues that it is a part of: its events say so. */
  bulk_id?: string;
};

export function isAdmin(actor: SignedInActor): boolean {
  return actor.kind === 'system' || actor.role === 'admin';
}

export function isUser(actor: SignedInActor, id: string): boolean {
  return actor.kind === 'user' && actor.id === id;
}

/** @throws AppError `user_required` when a script acts under its own name. */
export function requireUser(actor: SignedInActor): UserActor {
  if (actor.kind === 'user') return actor;
  throw new AppError('user_required');
}
