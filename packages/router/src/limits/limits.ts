import type { Database } from '@docket/db';
import type { Settings } from '../settings/settings.ts';
import { addressKey } from './address.ts';
import { callLimit } from './call-limit.ts';
import { callerKey, type Limit, type LimitedCall } from './limit.ts';
import { keepShared } from './sharing.ts';
import { countStored } from './stored-limit.ts';
import { OpenStreams } from './streams.ts';
import { Turns } from './turns.ts';

/** The limits of an open Docket. Calls in process have no address, and no limits. */
export type Limits = {
  /**
   * Counts a query (`read`) or a mutation (`write`). To be called before it is known whether the
   * caller may do this, so that bad tokens count as well.
   *
   * @param times for what costs as much as several
   * @throws AppError `rate_limited`
   */
  countCall(call: LimitedCall, kind: 'read' | 'write', times?: number): Promise<void>;
  /**
   * Does what is heavy when the caller has few enough of it under way.
   *
   * @throws AppError `unavailable`
   */
  inTurn<T>(call: LimitedCall, work: () => Promise<T>): Promise<T>;
  /**
   * Does what may take minutes when the caller has nothing else of this kind under way.
   *
   * @throws AppError `unavailable`
   */
  inLongTurn<T>(call: LimitedCall, work: () => Promise<T>): Promise<T>;
  /**
   * Takes files when the caller sends few enough others: a slow connection holds a file open for hours.
   *
   * @throws AppError `unavailable`
   */
  inUpload<T>(call: LimitedCall, work: () => Promise<T>): Promise<T>;
  /**
   * Takes the place of a stream, and answers with what gives it back.
   *
   * @throws AppError `unavailable` when the caller has too many, or there are too many in all
   */
  takeStream(call: LimitedCall): () => void;
  /**
   * Takes the place of a connection that stays open for calls to come, and answers with what gives it back.
   *
   * @throws AppError `unavailable` when the caller has too many, or there are too many in all
   */
  takeConnection(call: LimitedCall): () => void;
  /**
   * Counts bytes of text that a user writes: a comment can be edited many times a minute, and history keeps all of it.
   *
   * @throws AppError `rate_limited`
   */
  countContent(call: LimitedCall, bytes: number): Promise<void>;
  /**
   * Counts what sends mail or tells that an account exists: a registration, a request for a reset
   * token, the use of one.
   *
   * @throws AppError `rate_limited`
   */
  countSignup(call: LimitedCall): Promise<void>;
  /**
   * Counts a change of one's own address or password, or a new API token, each of which sends mail, for
   * the user alone: it is not to hinder others at the same address.
   *
   * @throws AppError `rate_limited`
   */
  countOwnChange(call: LimitedCall): Promise<void>;
  close(): Promise<void>;
};

const HOUR_SECONDS = 60 * 60;

export function openLimits(database: Database, settings: Settings): Limits {
  const calls = {
    read: callLimit(perMinute('read', settings.RATE_LIMIT_READS, 'queries')),
    write: callLimit(perMinute('write', settings.RATE_LIMIT_WRITES, 'changes')),
    content: callLimit({
      name: 'content',
      quota: settings.RATE_LIMIT_CONTENT,
      window_seconds: HOUR_SECONDS,
      unit: 'content-bytes',
      what: 'bytes of text',
    }),
  };
  const turns = new Turns({ ...TURNS, running: heavyAtOnce(settings.DATABASE_CONNECTIONS) });
  const longTurns = new Turns(LONG_TURNS);
  const uploads = new Turns(UPLOADS);
  const streams = new OpenStreams(STREAMS);
  const connections = { known: new OpenStreams(CONNECTIONS), unknown: new OpenStreams(UNKNOWN_CONNECTIONS) };
  const hourly = hourlyLimit(database, settings.RATE_LIMIT_SIGNUPS);
  // Always, because nobody knows how many others serve the same database. It costs a small transaction a second, and
  // none while nobody calls.
  const shared = keepShared(database, Object.values(calls));
  return {
    countCall: (call, kind, times) => calls[kind].count(call, times),
    inTurn: inTurnOf(turns),
    inLongTurn: inTurnOf(longTurns),
    inUpload: inTurnOf(uploads),
    takeStream: (call) => streams.take(call),
    takeConnection: (call) => connections[call.actor.kind === 'anonymous' ? 'unknown' : 'known'].take(call),
    countContent: (call, bytes) => calls.content.count(call, bytes),
    countSignup: hourly((_call, address) => `signup:${addressKey(address)}`),
    countOwnChange: hourly(({ actor }) => (actor.kind === 'user' ? `signup:user:${actor.id}` : undefined)),
    close: shared.close,
  };
}

function inTurnOf(turns: Turns): Limits['inTurn'] {
  return (call, work) => {
    const caller = callerKey(call);
    return caller === undefined ? work() : turns.run({ caller, request: call.request }, work);
  };
}

/** Of one caller: a server on whose behalf many people call may have one token, and yet half of all places are for others. */
const TURNS = { waiting: 46, waitMs: 1000, what: 'lists' };

/** Of one caller. */
const LONG_TURNS = { running: 1, waiting: 2, waitMs: 1000, what: 'exports' };

/** Of one caller. */
const UPLOADS = { running: 4, waiting: 8, waitMs: 1000, what: 'uploads' };

/** A person has some tabs and some scripts. A stream that waits takes some KB. */
const STREAMS = { ofCaller: 10, inAll: 6000, what: 'streams' };

/** A connection carries all streams of a page. */
const CONNECTIONS = { ofCaller: 20, inAll: 6000, what: 'connections' };

/** Of an address, from which many may come at one time: each is unknown until it has said who it is. */
const UNKNOWN_CONNECTIONS = { ofCaller: 100, inAll: 1000, what: 'connections' };

/** On PostgreSQL each takes a connection, and others are to find some. */
function heavyAtOnce(connections: number): number {
  return Math.max(1, Math.min(4, Math.floor(connections / 2)));
}

function perMinute(name: string, quota: number, what: string): Limit {
  return { name, quota, window_seconds: 60, what };
}

type KeyOf = (call: LimitedCall, address: string) => string | undefined;

/** Makes limits on what one key may do in an hour. What has no key is not limited. */
function hourlyLimit(database: Database, quota: number): (keyOf: KeyOf) => (call: LimitedCall) => Promise<void> {
  const what = 'registrations, new passwords, addresses or API tokens';
  const limit: Limit = { name: 'signup', quota, window_seconds: HOUR_SECONDS, what };
  return (keyOf) => async (call) => {
    const { address } = call.request;
    const key = address === null ? undefined : keyOf(call, address);
    if (quota > 0 && key !== undefined) await countStored(database, call, [{ limit, key }]);
  };
}
