import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { fold } from '../../../core/text.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findUserByLogin, findUserId, findUserRow, searchKey } from '../../user/queries.ts';
import { canBeUsername } from '../../user/schema.ts';
import { assignedOnce, findFreeIds, findImportedUsers, findOwnUsers, loginsOf, originOfPerson } from '../queries.ts';
import type { ImportedPerson, ImportIssues } from '../schema.ts';
import type { Import } from './run.ts';

/**
 * The accounts of those whom an import names, by their origins, as far as there are any. A person is known by where they
 * came from and never by a name alone, so nobody can register a name first and be taken for its owner: only who imports
 * can say so.
 *
 * @throws AppError `validation_failed` for a user who is not there
 */
export async function knownPeople(
  db: ActorReader,
  { source, issues, people = [] }: ImportIssues,
  by: By<SignedInActor>,
): Promise<Map<string, string>> {
  const logins = [...loginsOf(issues), ...assignedOnce(issues)];
  const origins = logins.map((login) => originOfPerson(source, login));
  const known = await findImportedUsers(db, [...new Set(origins)]);
  for (const id of await findOwnUsers(db, source, logins)) known.set(originOfPerson(source, id), id);
  for (const [index, { login, user }] of people.entries()) {
    if (user === undefined) continue;
    const id = await findUserId(db, user, by);
    const isThere = id !== null && (await findUserRow(db, id)) !== undefined;
    if (!isThere) throw invalidInput(`people.${index}.user`, `There is no user "${user}"`, 'unknown_user');
    known.set(originOfPerson(source, login), id);
  }
  return known;
}

/** Whether anything is known of a person but what the history calls them. */
export function isNamed({ users, people, source }: Import, login: string): boolean {
  return users.has(originOfPerson(source, login)) || people.has(login);
}

/** The account of a person at the source, which is made when there is none. */
export async function userId(run: Import, login: string): Promise<string> {
  const { added, users, people, source } = run;
  const imported_from = originOfPerson(source, login);
  const known = users.get(imported_from);
  if (known !== undefined) return known;
  const person = people.get(login) ?? { login };
  const { name = login } = person;
  const id = await addUser(run, { ...person, name, imported_from });
  added.made.users.push(name);
  users.set(imported_from, id);
  return id;
}

type NewPerson = Pick<ImportedPerson, 'login' | 'username' | 'is_deleted'> & { name: string; imported_from: string };

async function addUser(
  { db, by, source }: Import,
  { login, name, username = name, is_deleted = false, imported_from }: NewPerson,
): Promise<string> {
  const [id = newId()] = await findFreeIds(db, source, { ids: [login], table: 'user' });
  const isFree = username !== null && !is_deleted && canBeUsername(username) && !(await findUserByLogin(db, username));
  await db
    .insertInto('user')
    .values({
      id,
      email: `${id}@imported.invalid`, // no mail ever goes to .invalid (RFC 2606)
      username: isFree ? username : null,
      username_key: isFree ? fold(username) : null,
      first_name: is_deleted ? null : name,
      role: 'user',
      password_hash: null,
      search_key: is_deleted ? '' : searchKey({ first_name: name }),
      deleted_at: is_deleted ? by.at : null,
      imported_from,
      created_at: by.at,
      updated_at: by.at,
    })
    .execute();
  await recordEvent(db, { type: 'user.imported', subject_id: id, actor: by.actor, at: by.at });
  return id;
}
