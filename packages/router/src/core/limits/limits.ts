import type { Database } from '@docket/db';
import type { Settings } from '../../settings.ts';
import { addressKey } from './address.ts';
import { callLimit } from './call-limit.ts';
import type { Limit, LimitedCall } from './limit.ts';
import { keepShared } from './limit-sharing.ts';
import { type PasswordGuard, passwordGuard } from './password-guard.ts';
import { countStored } from './stored-limit.ts';

/** The limits of an open Docket. Calls in process have no address, and no limits. */
export type Limits = {
  /**
   * Counts a query (`read`) or a mutation (`write`). To be called before it is known whether the
   * caller may do this, so that bad tokens count as well.
   *
   * @throws AppError `rate_limited`
   */
  countCall(call: LimitedCall, kind: 'read' | 'write'): Promise<void>;
  /**
   * Counts what sends mail or tells that an account exists: a registration, a request for a new
   * password, a change of one's own address or password. It counts for the address, and for the user.
   *
   * @throws AppError `rate_limited`
   */
  countSignup(call: LimitedCall): Promise<void>;
  /**
   * Runs the check of a password, and lets nobody guess.
   *
   * @throws AppError `rate_limited`, and what the check throws
   */
  guardPassword: PasswordGuard;
  close(): Promise<void>;
};

export function openLimits(database: Database, settings: Settings): Limits {
  const isShared = settings.WORKERS > 1;
  const calls = {
    read: callLimit(perMinute('read', settings.RATE_LIMIT_READS, 'queries'), { isShared }),
    write: callLimit(perMinute('write', settings.RATE_LIMIT_WRITES, 'changes'), { isShared }),
  };
  const shared = isShared ? keepShared(database, Object.values(calls)) : undefined;
  return {
    countCall: (call, kind) => calls[kind].count(call),
    countSignup: signupLimit(database, settings.RATE_LIMIT_SIGNUPS),
    guardPassword: passwordGuard(database, settings.RATE_LIMIT_LOGINS),
    close: async () => shared?.close(),
  };
}

function perMinute(name: string, quota: number, what: string): Limit {
  return { name, quota, window_seconds: 60, what };
}

function signupLimit(database: Database, quota: number): Limits['countSignup'] {
  const what = 'registrations, new passwords and new addresses';
  const limit: Limit = { name: 'signup', quota, window_seconds: 60 * 60, what };
  return async (call) => {
    const { actor, request } = call;
    if (quota === 0 || request.address === null) return;
    const user = actor.kind === 'user' ? [{ limit, key: `signup:user:${actor.id}` }] : [];
    await countStored(database, call, [{ limit, key: `signup:${addressKey(request.address)}` }, ...user]);
  };
}
