// How a procedure is written down for the tests: one row says all that they need to know of it.

import type { Facts, RemoteCaller, Who } from '@docket/kit/world';
import type { Caller, ErrorCode, ProcedureInfo } from '@docket/router';

type Scope = NonNullable<ProcedureInfo['scope']>;

/** What a call comes to: it works, or it is refused with this code. */
export type Outcome = 'ok' | ErrorCode;

/** What everyone's call of the first success comes to. What it is about is Ada's. */
export type May = Record<Who, Outcome>;

/** The input, or how it is made of what there is in the world. */
type Given<Input> = Input | ((world: Facts) => Input);

/** Something in the world that an event is about, or `new` for what the call has made. */
type Subject =
  | keyof Facts['users']
  | Exclude<
      keyof Facts,
      'users' | 'position' | 'cookie' | 'reset_token' | 'confirm_token' | 'invite_token' | 'unsubscribe_token'
    >
  | 'new';

type Effects = {
  /** The events that the call records, in their order: `['issue.created', 'new']`. None when left out. */
  events?: readonly (readonly [type: string, about: Subject])[];
};

type Success<Input> = Effects & { as: RemoteCaller } & (Input extends void
    ? { input?: undefined }
    : { input: Given<Input> });

/** Inputs may be as wrong as they like. */
export type Failure = Effects & { as: RemoteCaller; input?: unknown; code: ErrorCode; hasCookie?: false };

/** What an attack can ask for. */
type Fresh = {
  /** A name that nobody has had yet. */
  name: string;
  /** A refresh token that was not used yet. */
  refresh_token(): Promise<string>;
  /** The id of a user who was not there yet. */
  user(): Promise<string>;
};

export type Row<Input = unknown> = {
  may: May;
  /** What an API token needs. Null: no API token may. Left out: whoever calls needs nothing. */
  scope?: Scope | null;
  /** Calls that work. The first one is also made by everyone else, with API tokens and from pages of other sites. */
  succeeds: readonly [Success<Input>, ...Success<Input>[]];
  /** Calls that do not. */
  fails: readonly [Failure, ...Failure[]];
  /** A body that works again and again for an admin. That of the first success, when left out. */
  attack?: (fresh: Fresh) => Record<string, unknown> | Promise<Record<string, unknown>>;
};

type InputOf<Call> = Call extends (input: infer Input, ...others: never[]) => unknown ? Input : never;

/** A row for each procedure of a feature: one too few or too many does not compile. */
export type Cases<Feature extends keyof Caller> = {
  [Name in keyof Caller[Feature]]: Row<InputOf<Caller[Feature][Name]>>;
};

export const everyone: May = { anonymous: 'ok', ada: 'ok', bob: 'ok', root: 'ok', script: 'ok' };
export const signedIn: May = { ...everyone, anonymous: 'unauthenticated' };
/** A script acts under its own name: it has no account and no session. */
export const usersOnly: May = { ...signedIn, script: 'user_required' };
export const ownerOrAdmin: May = { ...signedIn, bob: 'forbidden' };
export const adminsOnly: May = { ...ownerOrAdmin, ada: 'forbidden' };

/** The id of nothing. */
export const NOWHERE = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';
