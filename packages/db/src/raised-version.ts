import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from './engine.ts';

type Raised = { version: RawBuilder<number>; field_versions: RawBuilder<string> };

/**
 * What a change of these fields makes of the version of a row, and of the versions in which its fields were changed last:
 * columns for the `set` of an update. `*` stands for the fields that were not changed since versions of fields are kept.
 */
export function raisedVersion(db: Parameters<typeof isPostgres>[0], fields: readonly string[]): Raised {
  const version = sql<number>`version + 1`;
  const changed = fields.map((field) => [field, version] as const);
  if (isPostgres(db)) {
    const members = changed.map(([field, value]) => sql`cast(${field} as text), ${value}`);
    const known = sql`coalesce(cast(field_versions as jsonb), jsonb_build_object('*', version))`;
    return { version, field_versions: sql`cast(${known} || jsonb_build_object(${sql.join(members)}) as json)` };
  }
  const members = changed.map(([field, value]) => sql`${`$."${field}"`}, ${value}`);
  const known = sql`coalesce(field_versions, json_object('*', version))`;
  return { version, field_versions: sql`json_set(${sql.join([known, ...members])})` };
}
