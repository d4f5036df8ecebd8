import type { Tables } from '@docket/db';
import { sql } from 'kysely';
import type { Reader } from '../visibility/handles.ts';
import type { By } from './actor.ts';
import { conditionsHold, entityTagOf } from './entity-tags.ts';
import { AppError, type Conflict, type ConflictValue, invalidInput } from './errors.ts';
import { withoutEmails } from './hidden-emails.ts';

/** The tables of what can be edited. */
type Versioned = {
  [Table in keyof Tables]: 'field_versions' extends keyof Tables[Table] ? Table : never;
}[keyof Tables];

type Edit = {
  in: Versioned;
  /** What is edited, as callers get it. */
  current: { id: string; version: number };
  /** The version that the caller saw; undefined for one who does not say. */
  version: number | undefined;
  /** What the edit would change. */
  changes: { field: string; from: ConflictValue; to: ConflictValue }[];
};

/**
 * Refuses an edit that would undo what its caller did not see: one line in the command of each update, before it writes
 * anything. Fields that were not changed since the version of the edit merge with those that were.
 *
 * @throws AppError `precondition_failed` with the present state, and the conflicts of an edit that names a version;
 *   `validation_failed` for a version that is still to come
 */
export async function refuseLostUpdate(db: Reader, edit: Edit, by: By): Promise<void> {
  const { current, version = current.version, changes } = edit;
  refuseUnmet(current, by);
  if (version === current.version) return;
  if (version > current.version) {
    throw invalidInput('version', `There is no such version yet: the present one is ${current.version}`, 'too_big');
  }
  const lastChanges = await fieldVersions(db, edit);
  const conflicts = changes.flatMap(({ field, from, to }): Conflict[] => {
    const changedIn = lastChanges[field] ?? lastChanges['*'] ?? current.version;
    return changedIn > version ? [{ field, yours: to, current: from }] : [];
  });
  if (conflicts.length > 0) throw new AppError('precondition_failed', { conflicts, current: shown(current, by) });
}

/**
 * Refuses a change whose caller saw something else than there is (If-Match): one line in the command of each deletion.
 *
 * @param current as callers get it
 * @throws AppError `precondition_failed` with the present state
 */
export function refuseUnmet(current: object, by: By): void {
  if (!by.conditions) return;
  const present = shown(current, by);
  if (!conditionsHold(by.conditions, entityTagOf(JSON.stringify(present)))) {
    throw new AppError('precondition_failed', { current: present });
  }
}

/** As this caller may see it. */
function shown(current: object, { actor, hides_emails }: By): object {
  return hides_emails ? (withoutEmails(current, { actor, input: undefined }) as object) : current;
}

type FieldVersions = { [Field in string]?: number };

/** In which version each field was changed last, for those that were since it is kept. */
async function fieldVersions(db: Reader, { in: table, current: { id } }: Edit): Promise<FieldVersions> {
  const { rows } = await sql<{ field_versions: string | null }>`
    select cast(field_versions as text) as field_versions from ${sql.table(table)} where id = ${id}
  `.execute(db);
  return JSON.parse(rows[0]?.field_versions ?? '{}') as FieldVersions;
}
