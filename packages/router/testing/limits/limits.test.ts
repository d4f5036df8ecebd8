import { openDatabase } from '@docket/db';
import { createTestDatabase } from '@docket/kit/database';
import { refusalOf, testSettings } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { AppError } from '../../src/core/errors.ts';
import { newId } from '../../src/core/ids.ts';
import { inProcessRequest, type LimitState } from '../../src/core/request.ts';
import { guardPassword } from '../../src/features/auth/flows/password-guard.ts';
import type { LimitedCall } from '../../src/limits/limit.ts';
import { openLimits } from '../../src/limits/limits.ts';
import { addPoints, purgeExpiredLimits, returnPoint } from '../../src/limits/stored-limit.ts';

const anonymous: Actor = { kind: 'anonymous' };
const ada: Actor = { kind: 'user', id: newId(), role: 'user', session_id: null, token_id: null, scopes: null };

async function opened(settings: Record<string, string>) {
  const database = await openDatabase(await createTestDatabase());
  onTestFinished(() => database.close());
  const given = testSettings(settings);
  const limits = openLimits(database, given);
  onTestFinished(() => limits.close());
  const reported: LimitState[] = [];
  const from = (address: string | null, { actor = anonymous, at = '2026-01-31T09:00:00.000Z' } = {}): LimitedCall => ({
    actor,
    at,
    request: inProcessRequest({ address, reportLimit: (state) => reported.push(state) }),
  });
  /** Runs the check of a password as a login does, and gives what it gives. */
  async function guarded<T>(call: LimitedCall, password: Parameters<typeof guardPassword<T>>[1]): Promise<T> {
    const { checked, forgive } = await guardPassword(
      { ...call, db: database, settings: { ...given, SECRET_KEY: 'not used' } },
      password,
    );
    await database.write(forgive);
    return checked;
  }
  return { database, limits, guarded, from, reported };
}

const rateLimited = { code: 'rate_limited', status: 429 };

test('counts the queries of a user wherever they come from, and those of nobody by their address', async () => {
  const { limits, from } = await opened({ RATE_LIMIT_READS: '2' });
  await limits.countCall(from('192.0.2.1', { actor: ada }), 'read');
  await limits.countCall(from('192.0.2.2', { actor: ada }), 'read');
  expect(await refusalOf(limits.countCall(from('192.0.2.3', { actor: ada }), 'read'))).toMatchObject(rateLimited);
  await limits.countCall(from('192.0.2.1', { actor: { ...ada, id: newId() } }), 'read');
  await limits.countCall(from('2001:db8::1'), 'read');
  await limits.countCall(from('2001:db8::2'), 'read');
  expect(await refusalOf(limits.countCall(from('2001:db8::3'), 'read'))).toMatchObject(rateLimited);
  await limits.countCall(from('2001:db8:0:1::1'), 'read');
});

test('says what is left and when it is all there again, and opens anew then', async () => {
  vi.useFakeTimers({ now: new Date('2026-01-31T09:00:00.000Z') });
  onTestFinished(() => void vi.useRealTimers());
  const { limits, from, reported } = await opened({ RATE_LIMIT_WRITES: '1' });
  await limits.countCall(from('192.0.2.1'), 'write');
  vi.advanceTimersByTime(20_500);
  expect(await refusalOf(limits.countCall(from('192.0.2.1'), 'write'))).toEqual({
    ...rateLimited,
    detail: 'Too many changes: try again in 40 seconds',
    retry_after: 40,
  });
  const state = { name: 'write', quota: 1, window_seconds: 60, remaining: 0 };
  expect(reported).toEqual([
    { ...state, reset_seconds: 60, is_exceeded: false },
    { ...state, reset_seconds: 40, is_exceeded: true },
  ]);
  vi.advanceTimersByTime(39_500);
  await limits.countCall(from('192.0.2.1'), 'write');
});

test.each([
  ['calls in process', null, '1'],
  ['anyone when the limit is 0', '192.0.2.1', '0'],
])('does not limit %s', async (_who, address, limit) => {
  const { database, limits, guarded, from, reported } = await opened({
    RATE_LIMIT_READS: limit,
    RATE_LIMIT_LOGINS: limit,
    RATE_LIMIT_SIGNUPS: limit,
  });
  for (let count = 0; count < 5; count += 1) {
    await limits.countCall(from(address), 'read');
    await limits.countSignup(from(address));
    expect(await refusalOf(guarded(from(address), guess('ada', false)))).toMatchObject({
      code: 'invalid_credentials',
    });
  }
  expect(reported).toEqual([]);
  expect(await rows(database)).toEqual([]);
});

test('counts guesses that come at once before any of them is checked', async () => {
  const { guarded, from } = await opened({ RATE_LIMIT_LOGINS: '3' });
  const guesses = Array.from({ length: 10 }, () => refusalOf(guarded(from('192.0.2.1'), guess('ada', false))));
  const codes = (await Promise.all(guesses)).map(({ code }) => code);
  expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(3);
  expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(7);
});

test('opens an account again after a quarter of an hour, and at once after the right password', async () => {
  const { guarded, from } = await opened({ RATE_LIMIT_LOGINS: '2' });
  const call = from('192.0.2.1');
  await wrongGuess(guarded, call);
  expect(await guarded(call, guess('ada', true))).toBe('in');
  await wrongGuess(guarded, call);
  await wrongGuess(guarded, call);
  expect(await refusalOf(guarded(call, guess('ada', true)))).toMatchObject({ retry_after: 900 });
  const later = from('192.0.2.1', { at: '2026-01-31T09:15:00.000Z' });
  expect(await guarded(later, guess('ada', true))).toBe('in');
});

test('stops an address that guesses at many accounts, and forgives it what was right', async () => {
  const { guarded, from } = await opened({ RATE_LIMIT_LOGINS: '2' });
  const call = from('192.0.2.1');
  for (let count = 0; count < 20; count += 1) await guarded(call, guess(`user ${count}`, true));
  for (let count = 0; count < 10; count += 1) await wrongGuess(guarded, call, `user ${count}`);
  expect(await refusalOf(guarded(call, guess('somebody', true)))).toMatchObject(rateLimited);
  expect(await guarded(from('192.0.2.2'), guess('somebody', true))).toBe('in');
});

test('stops an address that logs in again and again, though the passwords are right', async () => {
  const { guarded, from } = await opened({ RATE_LIMIT_LOGINS: '1' });
  const call = from('192.0.2.1');
  for (let count = 0; count < 20; count += 1) await guarded(call, guess(`user ${count}`, true));
  expect(await refusalOf(guarded(call, guess('somebody', true)))).toMatchObject(rateLimited);
  expect(await guarded(from('192.0.2.2'), guess('somebody', true))).toBe('in');
});

test('counts changes of one’s own for the user at whichever address, and hinders nobody else there', async () => {
  const { limits, from } = await opened({ RATE_LIMIT_SIGNUPS: '2' });
  for (const address of ['192.0.2.1', '192.0.2.2']) await limits.countOwnChange(from(address, { actor: ada }));
  expect(await refusalOf(limits.countOwnChange(from('192.0.2.3', { actor: ada })))).toMatchObject(rateLimited);
  await limits.countSignup(from('192.0.2.1'));
});

test('costs nothing when the password could not be checked', async () => {
  const { database, guarded, from } = await opened({ RATE_LIMIT_LOGINS: '1' });
  const overloaded = { name: 'ada', check: () => Promise.reject(new AppError('unavailable')) };
  for (let count = 0; count < 10; count += 1) {
    expect(await refusalOf(guarded(from('192.0.2.1'), overloaded))).toMatchObject({ code: 'unavailable' });
  }
  expect((await rows(database)).map(({ points }) => points)).toEqual([0, 0, 0]);
});

test('writes nothing for calls past the limit, and never what was typed as a name', async () => {
  const { database, guarded, from } = await opened({ RATE_LIMIT_LOGINS: '1' });
  await wrongGuess(guarded, from('192.0.2.1'), 'hunter2');
  const before = await rows(database);
  expect(JSON.stringify(before)).not.toContain('hunter2');
  for (let count = 0; count < 5; count += 1) {
    const refused = guarded(from('192.0.2.1'), guess('hunter2', false));
    expect(await refusalOf(refused)).toMatchObject(rateLimited);
  }
  expect(await rows(database)).toEqual(before);
});

test('removes counts that are over, and no others', async () => {
  const { database, limits, from } = await opened({ RATE_LIMIT_SIGNUPS: '5' });
  await limits.countSignup(from('192.0.2.1', { at: '2026-01-31T09:00:00.000Z' }));
  await limits.countSignup(from('192.0.2.2', { at: '2026-01-31T09:00:00.001Z' }));
  await database.write((db) => purgeExpiredLimits(db, '2026-01-31T10:00:00.000Z'));
  expect(await rows(database)).toEqual([
    { key: 'signup:192.0.2.2', points: 1, expires_at: '2026-01-31T10:00:00.001Z' },
  ]);
});

function guess(name: string, isRight: boolean) {
  return {
    name,
    check: async () => {
      if (!isRight) throw new AppError('invalid_credentials');
      return 'in';
    },
  };
}

type Guarded = Awaited<ReturnType<typeof opened>>['guarded'];

async function wrongGuess(guarded: Guarded, call: LimitedCall, name = 'ada'): Promise<void> {
  const refused = await refusalOf(guarded(call, guess(name, false)));
  expect(refused).toMatchObject({ code: 'invalid_credentials' });
}

function rows(database: Awaited<ReturnType<typeof opened>>['database']) {
  return database.read.selectFrom('rate_limit').selectAll().orderBy('key').execute();
}

test('opens anew when its window is over, however often it was used meanwhile', async () => {
  const { limits, from } = await opened({ RATE_LIMIT_SIGNUPS: '3' });
  const signUp = (time: string) => limits.countSignup(from('192.0.2.1', { at: `2026-01-31T${time}.000Z` }));
  for (const time of ['09:00:00', '09:20:00', '09:40:00']) await signUp(time);
  expect(await refusalOf(signUp('09:59:59'))).toMatchObject({ retry_after: 1 });
  await signUp('10:00:00');
});

test('has no more than its quota to give, however often points are given back', async () => {
  const { database } = await opened({});
  const points = async () => {
    const rows = await database.read.selectFrom('rate_limit').select('points').where('key', '=', 'a').execute();
    return rows.map((row) => row.points);
  };
  const added = [{ key: 'a', points: 1, expires_at: '2026-01-31T10:00:00.000Z' }];
  await database.write((db) => addPoints(db, added, '2026-01-31T09:00:00.000Z'));
  for (const left of [0, 0, 0]) {
    await database.write((db) => returnPoint(db, ['a']));
    expect(await points()).toEqual([left]);
  }
});
