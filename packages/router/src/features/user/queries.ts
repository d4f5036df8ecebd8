import type { Bound, Tables } from '@docket/db';
import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import { type By, requireUser, type SignedInActor } from '../../core/actor.ts';
import { mostBytes } from '../../core/answer-size.ts';
import { AppError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import { byTime, inOrderOf, type List, type Position, readList } from '../../core/pagination.ts';
import { fold } from '../../core/text.ts';
import { comesAfter, walkIndex } from '../../core/walk.ts';
import type { Reader } from '../../visibility/handles.ts';
import { prepared } from '../../visibility/prepared.ts';
import { foldLogin, isMe, type ListUsers, type User, type UserSummary } from './schema.ts';

export type UserRow = Selectable<Tables['user']>;

/** What `toUserSummary` needs of a user: no more than that is read. */
export const SUMMARY_COLUMNS = [
  'user.id',
  'user.username',
  'user.first_name',
  'user.last_name',
  'user.email',
  'user.avatar_url',
  'user.deleted_at',
] as const;

type SummaryRow = Pick<UserRow, 'id' | 'username' | 'first_name' | 'last_name' | 'email' | 'avatar_url' | 'deleted_at'>;

/** Users, oldest account first. */
export function listUsers(db: Reader, input: ListUsers, by: Pick<By, 'hides_emails'>): Promise<List<User>> {
  const { is_active, q, role } = input;
  const places = walkIndex(db, {
    cursors: byTime('users'),
    walk: (after) => (role ? notDeleted(db, after).where('role', '=', role) : notDeleted(db, after)),
    matches: (eb) =>
      eb.and([
        ...(is_active === undefined ? [] : [eb('candidate.deactivated_at', is_active ? 'is' : 'is not', null)]),
        ...(q === undefined ? [] : [hasInName(q, by)]),
      ]),
  });
  return readList(input, {
    ...places,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await db.selectFrom('user').selectAll().where('id', 'in', ids).execute();
      return inOrderOf(ids, rows, ({ id }) => id).map(toUser);
    },
  });
}

function notDeleted(db: Reader, after: Position | undefined) {
  return db
    .selectFrom('user')
    .select(['created_at', 'id', 'deactivated_at', 'search_key', 'email'])
    .where('deleted_at', 'is', null)
    .where(comesAfter(after))
    .orderBy('created_at')
    .orderBy('id');
}

/** @throws AppError `user_not_found` */
export async function getUser(db: Reader, id: string): Promise<User> {
  return toUser(await getUserRow(db, id));
}

/** @throws AppError `user_not_found` */
export async function getUserRow(db: Reader, id: string): Promise<UserRow> {
  const row = await findUserRow(db, id);
  if (!row) throw new AppError('user_not_found');
  return row;
}

export function findUserRow(db: Reader, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('user').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
}

/** The user of this email address or username, upper and lower case being the same. */
export function findUserByLogin(db: Reader, login: string): Promise<UserRow | undefined> {
  const key = foldLogin(login);
  return db
    .selectFrom('user')
    .selectAll()
    .where(key.includes('@') ? 'email' : 'username_key', '=', key)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

type Searched = { [Field in 'first_name' | 'last_name' | 'username' | 'email']?: string | null | undefined };

/** What `hasInName` looks at: names and email address, folded. */
export function searchKey({ first_name, last_name, username, email }: Searched): string {
  return fold([first_name, last_name, username, email].filter(Boolean).join(' '));
}

/** Condition: names or, unless it is hidden, email address contain this text, in whatever spelling. */
function hasInName(text: string, { hides_emails }: Pick<By, 'hides_emails'>) {
  const searched = hides_emails ? sql`replace(search_key, email, '')` : sql`search_key`;
  const pattern = `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`${searched} like ${pattern} escape '\\'`;
}

/** Condition: the user of this id, username or email address. */
export function hasKey(key: string) {
  return (eb: ExpressionBuilder<Tables, 'user'>) => {
    if (isId(key)) return eb('user.id', '=', key.toLowerCase());
    return key.includes('@') ? eb('user.email', '=', foldLogin(key)) : eb('user.username_key', '=', fold(key));
  };
}

/** Whether somebody may find a user by this key: whoever may not see an address shall not find out whose it is. */
export function mayFindBy(key: string, { id }: { id: string }, { actor, hides_emails }: By): boolean {
  return !hides_emails || !key.includes('@') || (actor.kind === 'user' && actor.id === id);
}

/**
 * The id of an account that is named by it or as `me`.
 *
 * @throws AppError `user_required` when a script says `me`
 */
export function accountId(key: string, actor: SignedInActor): string {
  return isMe(key) ? requireUser(actor).id : key.toLowerCase();
}

/** The id that a key stands for, whether or not there is such a user; null when it is the name or address of nobody. */
export async function findUserId(db: Reader, key: string, by: By): Promise<string | null> {
  if (isMe(key)) return by.actor.kind === 'user' ? by.actor.id : null;
  if (isId(key)) return key.toLowerCase();
  const [user] = key.includes('@')
    ? await findIdOfEmail(db, { email: foldLogin(key) })
    : await findIdOfName(db, { username_key: fold(key) });
  return user && mayFindBy(key, user, by) ? user.id : null;
}

const findIdOfName = prepared((db: Reader, { username_key }: Bound<{ username_key: string }>) =>
  db.selectFrom('user').select('user.id').where('user.username_key', '=', username_key),
);

const findIdOfEmail = prepared((db: Reader, { email }: Bound<{ email: string }>) =>
  db.selectFrom('user').select('user.id').where('user.email', '=', email).where('user.deleted_at', 'is', null),
);

/** Users in short, by id. Those of deleted accounts are among them, marked. */
export async function findUserSummaries(db: Reader, ids: string[]): Promise<Map<string, UserSummary>> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return new Map();
  const rows = await findSummaryRows(db, { ids: distinct });
  return new Map(rows.map((row) => [row.id, toUserSummary(row)]));
}

const findSummaryRows = prepared((db: Reader, { ids }: Bound<{ ids: string[] }>) =>
  db.selectFrom('user').select(SUMMARY_COLUMNS).where('id', 'in', ids),
);

export async function hasActiveAdmin(db: Reader, { except }: { except?: string } = {}): Promise<boolean> {
  const admin = await db
    .selectFrom('user')
    .select('id')
    .where('role', '=', 'admin')
    .where('deactivated_at', 'is', null)
    .where('deleted_at', 'is', null)
    .$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
    .limit(1)
    .executeTakeFirst();
  return admin !== undefined;
}

export function toUser(row: UserRow): User {
  const { id, email, username, first_name, last_name, role, bio, avatar_url, website } = row;
  return {
    id,
    email,
    username,
    first_name,
    last_name,
    full_name: fullName(row),
    role,
    is_active: row.deactivated_at === null,
    bio,
    avatar_url,
    website,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

export function toUserSummary(row: SummaryRow): UserSummary {
  return {
    id: row.id,
    username: row.username,
    full_name: fullName(row),
    avatar_url: row.avatar_url,
    is_deleted: row.deleted_at !== null,
  };
}

/** More bytes than a user can have beside an issue or a comment. */
export function weighUser({ username, full_name, avatar_url }: UserSummary): number {
  return mostBytes(username, full_name, avatar_url);
}

function fullName(row: SummaryRow): string {
  if (row.deleted_at !== null) return 'Deleted user';
  return [row.first_name, row.last_name].filter(Boolean).join(' ') || row.email;
}
