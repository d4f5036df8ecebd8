import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { fold } from '../../../core/text.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findUserByLogin, findUserId, findUserRow, searchKey } from '../../user/queries.ts';
import { canBeUsername } from '../../user/schema.ts';
import { assignedOnce, findFreeIds, findImportedUsers, findOwnUsers, loginsOf, originOfPerson } from '../queries.ts';
import type { ImportedPerson, ImportIssues } from '../schema/inputs.ts';
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
  const before = people.flatMap(({ imported_from }) => imported_from ?? []);
  const known = await findImportedUsers(db, [...new Set([...origins, ...before])]);
  for (const { login, imported_from = '' } of people) {
    const id = known.get(imported_from);
    if (id !== undefined) known.set(originOfPerson(source, login), id);
  }
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
  const origin = originOfPerson(source, login);
  const known = users.get(origin);
  if (known !== undefined) return known;
  const person = people.get(login) ?? { login };
  const { name = login } = person;
  const id = await addUser(run, { ...person, name, origin });
  added.made.users.push(nameOf({ ...person, name }));
  added.made.logins.push(login);
  users.set(origin, id);
  return id;
}

/** What people call an account. */
export function nameOf({ login, name, username }: Pick<ImportedPerson, 'login' | 'name' | 'username'>): string {
  return name ?? username ?? login;
}

async function addUser(
  { db, by, source }: Import,
  person: ImportedPerson & { name: string | null; origin: string },
): Promise<string> {
  const { login, name, username = name, last_name = null, email, is_deleted = false, origin } = person;
  const [id = newId()] = await findFreeIds(db, source, { ids: [login], table: 'user' });
  const wanted = !is_deleted && username !== null && canBeUsername(username) ? username : null;
  const free = wanted !== null && !(await findUserByLogin(db, wanted)) ? wanted : null;
  const address = !is_deleted && email && !(await findUserByLogin(db, email)) ? email : undefined;
  const first_name = name ?? (free === null && last_name === null ? nameOf(person) : null); // nobody is without any name
  const names = is_deleted ? { first_name: null, last_name: null } : { first_name, last_name };
  await db
    .insertInto('user')
    .values({
      id,
      email: address ?? `${id}@imported.invalid`, // no mail ever goes to .invalid (RFC 2606)
      username: free,
      username_key: free === null ? null : fold(free),
      ...names,
      role: 'user',
      password_hash: null,
      search_key: is_deleted ? '' : searchKey({ ...names, email: address }),
      deleted_at: is_deleted ? by.at : null,
      imported_from: person.imported_from ?? origin,
      created_at: by.at,
      updated_at: by.at,
    })
    .execute();
  await recordEvent(db, { type: 'user.imported', subject_id: id, actor: by.actor, at: by.at });
  return id;
}
