import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { fold } from '../../../core/text.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findUserByLogin, findUserId, findUserRow, searchKey } from '../../user/queries.ts';
import { canBeUsername } from '../../user/schema.ts';
import { findImportedUsers, loginsOf, originOfPerson } from '../queries.ts';
import type { ImportIssues } from '../schema.ts';
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
  const origins = loginsOf(issues).map((login) => originOfPerson(source, login));
  const known = await findImportedUsers(db, [...new Set(origins)]);
  for (const [index, { login, user }] of people.entries()) {
    if (user === undefined) continue;
    const id = await findUserId(db, user, by);
    const isThere = id !== null && (await findUserRow(db, id)) !== undefined;
    if (!isThere) throw invalidInput(`people.${index}.user`, `There is no user "${user}"`, 'unknown_user');
    known.set(originOfPerson(source, login), id);
  }
  return known;
}

/** The account of a person at the source, which is made when there is none. */
export async function userId(run: Import, login: string): Promise<string> {
  const { added, users, people, source } = run;
  const imported_from = originOfPerson(source, login);
  const known = users.get(imported_from);
  if (known !== undefined) return known;
  const name = people.get(login)?.name ?? login;
  const id = await addUser(run, { name, imported_from });
  added.made.users.push(name);
  users.set(imported_from, id);
  return id;
}

async function addUser(
  { db, by }: Import,
  { name, imported_from }: { name: string; imported_from: string },
): Promise<string> {
  const id = newId();
  const isFree = canBeUsername(name) && !(await findUserByLogin(db, name));
  await db
    .insertInto('user')
    .values({
      id,
      email: `${id}@imported.invalid`, // no mail ever goes to .invalid (RFC 2606)
      username: isFree ? name : null,
      username_key: isFree ? fold(name) : null,
      first_name: name,
      role: 'user',
      password_hash: null,
      search_key: searchKey({ first_name: name }),
      imported_from,
      created_at: by.at,
      updated_at: by.at,
    })
    .execute();
  await recordEvent(db, { type: 'user.imported', subject_id: id, actor: by.actor, at: by.at });
  return id;
}
