import { raisedVersion } from '@docket/db';
import type { Actor, By, SignedInActor } from '../../core/actor.ts';
import { changedFields, changesBetween } from '../../core/changes.ts';
import { AppError, type ConflictValue } from '../../core/errors.ts';
import { type Change, recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import { forgetDeletion, noteDeletion } from '../../core/parts.ts';
import { fold } from '../../core/text.ts';
import { refuseLostUpdate, refuseUnmet } from '../../core/versions.ts';
import { addToOutbox } from '../../outbox/messages.ts';
import { partsOfDeletedUser, whenUserIsDeleted } from '../../registers.ts';
import type { Writer } from '../../visibility/handles.ts';
import { forgetGuesses } from '../auth/commands.ts';
import { askForConfirmation, deleteConfirmations } from '../email/commands.ts';
import { deleteInvitations } from '../invitation/commands.ts';
import { deleteResetTokens } from '../password/commands.ts';
import { endSessions, outdateAccessTokens } from '../session/commands/revoke.ts';
import { revokeApiTokens } from '../token/commands.ts';
import { canChangeFields, canUpdateUser, needsSession } from './policy.ts';
import { findUserByLogin, getUser, getUserRow, hasActiveAdmin, searchKey, toUser, type UserRow } from './queries.ts';
import type { CreateUser, UpdateUser, User } from './schema.ts';

type NewUser = Omit<CreateUser, 'password'> & { password_hash: string; unconfirmed_since?: string | undefined };

/** @throws AppError `email_taken`, `username_taken` */
export async function createUser(db: Writer, input: NewUser, { actor, at }: By<Actor>): Promise<User> {
  await refuseTakenNames(db, input);
  const id = newId();
  await db
    .insertInto('user')
    .values({
      id,
      email: input.email,
      ...usernameColumns(input.username ?? null),
      first_name: input.first_name ?? null,
      last_name: input.last_name ?? null,
      role: input.role,
      password_hash: input.password_hash,
      unconfirmed_since: input.unconfirmed_since ?? null,
      search_key: searchKey(input),
      bio: input.bio ?? null,
      avatar_url: input.avatar_url ?? null,
      website: input.website ?? null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await recordEvent(db, { type: 'user.created', subject_id: id, actor, at });
  return getUser(db, id);
}

type UserChanges = Omit<UpdateUser, 'password' | 'current_password'> & {
  password_hash?: string | undefined;
  /** An address that is to be confirmed first. */
  asked_email?: string | undefined;
};

/**
 * Changes the fields that are given, and nothing else.
 *
 * @throws AppError `user_not_found`, `forbidden`, `session_required`, `email_taken`, `username_taken`, `last_admin`,
 *   `precondition_failed`
 */
export async function updateUser(db: Writer, input: UserChanges, by: By<SignedInActor>): Promise<User> {
  checkUpdateUser(by.actor, input);
  const { id, is_active, username, version, asked_email, ...columns } = input;
  const before = await getUserRow(db, id);
  await refuseTakenNames(db, input, id);
  if (before.role === 'admin' && (is_active === false || columns.role === 'user')) await refuseLastAdmin(db, id);
  const changed = changedFields(before, {
    ...columns,
    ...(username !== undefined && usernameColumns(username)),
    ...((columns.email ?? columns.password_hash) && { unconfirmed_since: null }), // whoever may set these vouches for it
    ...(is_active !== undefined && { deactivated_at: is_active ? null : (before.deactivated_at ?? by.at) }),
  });
  if (needsSession(by.actor, { id, ...changed })) throw new AppError('session_required');
  const current = toUser(before);
  const changes = askedChanges(current, { ...changed, ...(asked_email && { email: asked_email }) });
  await refuseLostUpdate(db, { in: 'user', current, version, changes }, by);
  return Object.keys(changed).length === 0 ? current : changeUser(db, { before, changed }, by);
}

type ConfirmedEmail = { user: UserRow; email: string };

/**
 * Gives a user an address that was confirmed, and opens an account that waited for it.
 *
 * @throws AppError `email_taken` when somebody else has it by now
 */
export async function setEmail(db: Writer, { user, email }: ConfirmedEmail, by: By<Actor>): Promise<void> {
  await refuseTakenNames(db, { email }, user.id);
  const changed = changedFields(user, { email, unconfirmed_since: null });
  if (Object.keys(changed).length > 0) await changeUser(db, { before: user, changed }, by);
}

/**
 * Has an address confirmed that is to be the user's: until then the account keeps the one that it has, which is told.
 *
 * @throws AppError `email_taken`, `user_not_found`
 */
export async function requestEmail(db: Writer, { id, email }: { id: string; email: string }, at: string) {
  await refuseTakenNames(db, { email }, id);
  const { email: to } = await getUserRow(db, id);
  await askForConfirmation(db, { user_id: id, email, at });
  await addToOutbox(db, { kind: 'mail.email_change_asked', payload: { user_id: id, to }, at });
}

type ChangedColumns = { [Column in Exclude<keyof UserRow, 'id' | 'created_at'>]?: UserRow[Column] | undefined };

type UserChange = { before: UserRow; changed: ChangedColumns };

/** Writes what changed of a user, ends what is not to go on after it, and records it. */
async function changeUser(db: Writer, { before, changed }: UserChange, { actor, at }: By<Actor>): Promise<User> {
  const { id } = before;
  const raised = raisedVersion(db, Object.keys(changed).map(fieldOf));
  await db
    .updateTable('user')
    .set({ ...changed, search_key: searchKey({ ...before, ...changed }), ...raised, updated_at: at })
    .where('id', '=', id)
    .execute();
  await adaptAccess(db, { before, changed, at });
  const after = await getUserRow(db, id);
  const changes = changesOf(Object.keys(changed), before, after);
  await recordEvent(db, { type: 'user.updated', subject_id: id, actor, at, data: { changes } });
  return toUser(after);
}

/** Ends what is not to go on after such a change, and tells the user of it. */
async function adaptAccess(db: Writer, { before, changed, at }: UserChange & { at: string }): Promise<void> {
  const { id, email: to } = before;
  const { password_hash, deactivated_at, email, role } = changed;
  if (password_hash || deactivated_at) await endSessions(db, { user_id: id, at });
  else if (role) await outdateAccessTokens(db, id);
  // Whoever lets the user in again, or gives the account back to its owner, lets in a person, and no scripts of old.
  if (password_hash || deactivated_at) await revokeApiTokens(db, id, at);
  // A token in a mailbox that the user left, or from before a lock, is to open nothing.
  if (password_hash || deactivated_at || email) {
    await deleteResetTokens(db, before);
    for (const forget of [deleteConfirmations, deleteInvitations]) await forget(db, id);
  }
  if (password_hash) {
    await forgetGuesses(db, before);
    await addToOutbox(db, { kind: 'mail.password_changed', payload: { user_id: id, to }, at });
  }
  if (email) await addToOutbox(db, { kind: 'mail.email_changed', payload: { user_id: id, to }, at });
}

/** @throws AppError `forbidden` when `actor` may not make these changes to that user. */
export function checkUpdateUser(actor: SignedInActor, input: { id: string; [field: string]: unknown }): void {
  if (!canUpdateUser(actor, input.id)) {
    throw new AppError('forbidden', { detail: 'Not allowed to update this user' });
  }
  if (!canChangeFields(actor, input)) {
    const remedy = input['password'] === undefined ? '' : ': your own password changes at /auth/password';
    throw new AppError('forbidden', { detail: `Only an admin can change role, is_active or password here${remedy}` });
  }
}

/**
 * Takes everything personal out of the account and frees its address, and takes the user off the first issues. Issues
 * and comments stay, as by a deleted user. Answers whether all is done.
 *
 * @throws AppError `user_not_found`, `last_admin`, `precondition_failed`
 */
export async function beginDeletion(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  const { actor, at } = by;
  const user = await getUserRow(db, id);
  refuseUnmet(toUser(user), by);
  if (user.role === 'admin') await refuseLastAdmin(db, id);
  await db
    .updateTable('user')
    .set({
      // No mail ever goes to .invalid (RFC 2606), and nobody can register a new id beforehand.
      email: `${newId()}@deleted.invalid`,
      ...usernameColumns(null),
      first_name: null,
      last_name: null,
      password_hash: null,
      search_key: '',
      bio: null,
      avatar_url: null,
      website: null,
      imported_from: null,
      deleted_at: at,
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  for (const takeOut of whenUserIsDeleted) await takeOut(db, user, by);
  const isDone = await takeSomeOut(db, id, by);
  if (!isDone) await noteDeletion(db, { kind: 'user', subject_id: id }, by);
  await recordEvent(db, { type: 'user.deleted', subject_id: id, actor, at });
  return isDone;
}

/** Takes some more out of what belonged to a deleted user. Answers whether all is done. */
export async function continueDeletion(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  const isDone = await takeSomeOut(db, id, by);
  if (isDone) await forgetDeletion(db, id);
  return isDone;
}

async function takeSomeOut(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  let hasMore = false;
  for (const takeSome of partsOfDeletedUser) hasMore = (await takeSome(db, id, by)) || hasMore;
  return !hasMore;
}

type Names = { email?: string | undefined; username?: string | null | undefined };

async function refuseTakenNames(db: Writer, { email, username }: Names, ownId?: string): Promise<void> {
  const ofEmail = email ? await findUserByLogin(db, email) : undefined;
  if (ofEmail && ofEmail.id !== ownId) throw new AppError('email_taken');
  const ofUsername = username ? await findUserByLogin(db, username) : undefined;
  if (ofUsername && ofUsername.id !== ownId) throw new AppError('username_taken');
}

async function refuseLastAdmin(db: Writer, id: string): Promise<void> {
  if (!(await hasActiveAdmin(db, { except: id }))) throw new AppError('last_admin');
}

function usernameColumns(username: string | null) {
  return { username, username_key: username === null ? null : fold(username) };
}

/**
 * What the history shows of an account. Of personal fields it keeps only that there was a change,
 * so that nothing personal is left of an account that is deleted later.
 */
function changesOf(changed: string[], before: UserRow, after: UserRow): Change[] {
  const open = ({ role, deactivated_at }: UserRow) => ({ role, deactivated_at });
  const personal = changed.filter((field) => !(field in open(before)) && field !== 'username_key');
  return [...changesBetween(open(before), open(after)), ...personal.map((field) => ({ field, from: null, to: null }))];
}

/** What callers know a column as. */
function fieldOf(column: string): string {
  return { deactivated_at: 'is_active', password_hash: 'password' }[column] ?? column;
}

/** What an update changes of what callers see, and of a password that it does. */
function askedChanges(current: User, changed: ChangedColumns) {
  const before: { [Field in string]?: ConflictValue } = current;
  return Object.entries(changed).flatMap(([column, to = null]) => {
    const field = fieldOf(column);
    if (field === 'password') return { field, from: null, to: null };
    const from = before[field];
    return from === undefined ? [] : { field, from, to: field === 'is_active' ? to === null : to };
  });
}
