import type { Bound, Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { AppError } from '../../../core/errors.ts';
import { fold } from '../../../core/text.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Label } from '../schema.ts';

/** A label with what is shown of its project, where it has one. */
type LabelRow = Selectable<Tables['label']> & { project_key: string | null; project_name: string | null };

/** @throws AppError `label_not_found` */
export async function getLabel(db: ActorReader, id: string): Promise<Label> {
  const row = await labelRows(db).where('label.id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('label_not_found');
  db.look(row.project_id);
  return toLabel(row);
}

/** The labels that have this name, or another spelling of it, in whatever projects. */
export async function findLabelsLike(db: ActorReader, name: string): Promise<Label[]> {
  return (await findRowsByKey(db, { keys: keysOf(name) })).map(toLabel);
}

export const findRowsByKey = prepared((db: ActorReader, { keys }: Bound<{ keys: string[] }>) =>
  labelRows(db).where('label.name_key', 'in', keys).orderBy('label.name_key'),
);

/** Labels with their projects. PostgreSQL reads all projects for a join, and looks each up for a value. */
export function labelRows(db: ActorReader) {
  return db
    .labels()
    .selectAll('label')
    .select((eb) => {
      const project = eb.selectFrom('project').whereRef('project.id', '=', 'label.project_id');
      return [project.select('project.key').as('project_key'), project.select('project.name').as('project_name')];
    });
}

/** What all spellings of a name have in common. */
export function labelKey(name: string): string {
  return fold(name);
}

/**
 * The keys under which the label of a name may be found, the nearer one first. Labels that were two before names were
 * folded, such as `Straße` and `Strasse`, stay two: one of them keeps the key that it had.
 */
export function keysOf(name: string): string[] {
  const own = name.normalize('NFC').toLowerCase();
  const folded = labelKey(name);
  return own === folded ? [own] : [own, folded];
}

export function toLabel(row: LabelRow): Label {
  const { id, name, color, description, version, created_at, updated_at, project_id, project_key, project_name } = row;
  const project = project_id === null ? null : { id: project_id, key: project_key ?? '', name: project_name ?? '' };
  return { id, project, name, color, description, version, created_at, updated_at };
}
