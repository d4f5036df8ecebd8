import { createHmac } from 'node:crypto';
import { type Bound, prepared } from '@docket/db';
import type { By } from '../core/actor.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { AppError, invalidInput } from '../core/errors.ts';
import { deletePart } from '../core/parts.ts';
import { DAY_MS, later } from '../core/time.ts';
import type { ActorReader, ActorWriter, Reader, Writer } from '../visibility/handles.ts';
import { hidesAnythingOf } from '../visibility/hides.ts';

// draft-ietf-httpapi-idempotency-key-header. The answer is kept in the transaction that it is the answer of: what was
// committed has its answer beside it, wherever the process was killed. As writers take turns over all processes, of
// calls at one time the first one works and the others find its answer: nobody claims a key, and nobody waits for one.

/** The key of a call, as its door hands it over, and what tells the door that the answer is that of an earlier call. */
export type SentKey = { key: string; onReplay?(): void };

/** A call with a key. */
export type KeyedCall = {
  /** Whose, and the key. */
  key: string;
  /** Says which request it is. An HMAC: a plain hash would let a password in it be guessed. */
  fingerprint: string;
  at: string;
  /** Whether its answer may be kept: not so one that holds a secret. */
  keepsAnswer: boolean;
  /** The answer of the first call, for whoever makes this one. */
  replay(answer: unknown): unknown;
};

type Asked = Pick<KeyedCall, 'replay'> & {
  by: By;
  operationId: string;
  answersSecret?: boolean;
  /** As it was sent: what a schema makes of it may be another thing after an upgrade. */
  input: unknown;
  secretKey: string;
};

/** Printable ASCII. A field of HTTP can hold nothing else that all agree on. */
const KEY = /^[ -~]{1,255}$/;

/**
 * Undefined for a call by nobody, for whom no key can be kept: others could send the same.
 *
 * @throws AppError `validation_failed` for what is no key
 */
export function keyedCall(
  sent: SentKey,
  { by, operationId, input, secretKey, answersSecret = false, replay }: Asked,
): KeyedCall | undefined {
  const owner = ownerOf(by);
  if (owner === undefined) return undefined;
  if (!KEY.test(sent.key)) {
    const message = 'Must be 1 to 255 printable ASCII characters; in a batch, one key for each call';
    throw invalidInput('Idempotency-Key', message, 'invalid_format');
  }
  const request = canonicalJson([operationId, input ?? null, by.conditions ?? null]);
  return {
    key: `${owner}:${sent.key}`,
    fingerprint: createHmac('sha256', secretKey).update('docket/idempotency/v1').update(request).digest('hex'),
    at: by.at,
    keepsAnswer: !answersSecret,
    replay(answer: unknown) {
      sent.onReplay?.();
      return replay(answer);
    },
  };
}

/**
 * The same call, once it is known what came beside its input, such as the files of an upload. With the fingerprint for a
 * key, as that is secret.
 */
export function besidesInput(call: KeyedCall, sent: unknown): KeyedCall {
  const fingerprint = createHmac('sha256', call.fingerprint).update(canonicalJson(sent)).digest('hex');
  return { ...call, fingerprint };
}

function ownerOf({ actor }: By): string | undefined {
  if (actor.kind === 'anonymous') return undefined;
  return actor.kind === 'user' ? `user:${actor.id}` : `system:${encodeURIComponent(actor.name)}`;
}

/**
 * Does the work of a call and keeps its answer, or gives the answer of the first call with its key. What fails leaves no
 * trace, as it is rolled back: the same key works again.
 *
 * @throws AppError as `findReplay`
 */
export async function once(
  db: ActorWriter,
  call: KeyedCall | undefined,
  work: () => Promise<unknown>,
): Promise<unknown> {
  if (!call) return work();
  const first = await findReplay(db, call);
  if (first) return first.answer;
  const answer = await work();
  const { key, fingerprint, at, keepsAnswer } = call;
  await keepAnswer(db, {
    key,
    fingerprint,
    answer: keepsAnswer ? JSON.stringify(answer) : null,
    expires_at: later(at, DAY_MS),
  });
  return answer;
}

/**
 * The answer of the first call with this key, if there was one.
 *
 * @throws AppError `idempotency_key_reused` when that asked for something else, `idempotency_answer_not_kept`
 */
export async function findReplay(db: ActorReader, call: KeyedCall): Promise<{ answer: unknown } | undefined> {
  const { key, at } = call;
  const [first] = await findFirst(db, { key, at });
  if (!first) return undefined;
  if (first.fingerprint !== call.fingerprint) throw new AppError('idempotency_key_reused');
  // An answer that shows what the actor may not see any more is kept for nobody.
  if (first.answer === null || (await hidesAnythingOf(db, first.answer)))
    throw new AppError('idempotency_answer_not_kept');
  return { answer: call.replay(JSON.parse(first.answer)) };
}

/** Whether there was a call with this key, whatever it asked for. */
export async function isKeyKnown(db: Reader, { key, at }: KeyedCall): Promise<boolean> {
  return (await findFirst(db, { key, at })).length > 0;
}

const findFirst = prepared((db: Reader, { key, at }: Bound<{ key: string; at: string }>) =>
  db
    .selectFrom('idempotency_key')
    .select(['fingerprint', 'answer'])
    .where('key', '=', key)
    .where('expires_at', '>', at),
);

type Kept = { key: string; fingerprint: string; answer: string | null; expires_at: string };

/** In place of one that has expired. */
const keepAnswer = prepared((db: Writer, row: Bound<Kept>) =>
  db
    .insertInto('idempotency_key')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        fingerprint: eb.ref('excluded.fingerprint'),
        answer: eb.ref('excluded.answer'),
        expires_at: eb.ref('excluded.expires_at'),
      })),
    ),
);

const KEYS = { from: 'idempotency_key', key: 'key' };

/** Removes keys that have expired. Answers whether there may be more. */
export function purgeKeys(db: Writer, at: string): Promise<boolean> {
  return deletePart(db, KEYS, db.selectFrom('idempotency_key').select('key').where('expires_at', '<=', at));
}

/** Removes the keys of a user who is deleted. Answers whether there may be more. */
export function deleteKeys(db: Writer, user_id: string): Promise<boolean> {
  const [from, to] = [`user:${user_id}:`, `user:${user_id};`]; // what sorts right behind
  return deletePart(
    db,
    KEYS,
    db.selectFrom('idempotency_key').select('key').where('key', '>=', from).where('key', '<', to),
  );
}

/**
 * Takes out answers to others in which a user is shown who is deleted. Their keys stay, so that nothing is done twice.
 * It looks through the answers of a day, so it is done once: what is answered from then on shows nothing of the user.
 */
export async function forgetAnswersWith(db: Writer, user_id: string): Promise<void> {
  await db.updateTable('idempotency_key').set({ answer: null }).where('answer', 'like', `%${user_id}%`).execute();
}
