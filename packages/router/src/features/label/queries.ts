import type { Bound, Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { AppError } from '../../core/errors.ts';
import { byName, inOrderOf, type List, readList } from '../../core/pagination.ts';
import { fold } from '../../core/text.ts';
import { walkIndex } from '../../core/walk.ts';
import type { Reader } from '../../visibility/handles.ts';
import { prepared } from '../../visibility/prepared.ts';
import type { Label, ListLabels } from './schema.ts';

type LabelRow = Selectable<Tables['label']>;

/** Labels by name. */
export function listLabels(db: Reader, input: ListLabels): Promise<List<Label>> {
  const places = walkIndex(db, {
    cursors: byName,
    walk: (after) =>
      db
        .selectFrom('label')
        .select('name_key')
        .where('name_key', '>', after?.name_key ?? '')
        .where('deleted_at', 'is', null)
        .orderBy('name_key'),
  });
  return readList(input, {
    ...places,
    async read(places) {
      const keys = places.map(({ name_key }) => name_key);
      const rows = await findRowsByKey(db, { keys });
      return inOrderOf(keys, rows, ({ name_key }) => name_key).map(toLabel);
    },
  });
}

/** @throws AppError `label_not_found` */
export async function getLabel(db: Reader, id: string): Promise<Label> {
  const labels = db.selectFrom('label').selectAll().where('id', '=', id).where('deleted_at', 'is', null);
  const row = await labels.executeTakeFirst();
  if (!row) throw new AppError('label_not_found');
  return toLabel(row);
}

/** The labels of these names in the order of their keys, and which of them has a name. */
export type NamedLabels = { labels: Label[]; find(name: string): Label | undefined };

/** The labels of these names, in whatever spelling. */
export async function findLabelsByName(db: Reader, names: string[]): Promise<NamedLabels> {
  const keys = [...new Set(names.flatMap(keysOf))];
  const rows = keys.length > 0 ? await findRowsByKey(db, { keys }) : [];
  const byKey = new Map(rows.map((row) => [row.name_key, toLabel(row)]));
  const find = (name: string) => keysOf(name).flatMap((key) => byKey.get(key) ?? [])[0];
  const named = new Set(names.map(find));
  return { labels: [...byKey.values()].filter((label) => named.has(label)), find };
}

/**
 * What labels are on an issue that comes into a project: those of all projects stay, others become those of the same name
 * there. What has none is left out.
 */
export async function labelsIn(db: Reader, labels: Label[], project_id: string): Promise<Label[]> {
  if (labels.length === 0) return [];
  const ids = labels.map(({ id }) => id);
  const keys = labels.flatMap(({ name }) => keysOf(name));
  const rows = await db
    .selectFrom('label')
    .selectAll()
    .where((eb) => eb.or([eb('project_id', 'is', null), eb('project_id', '=', project_id)]))
    .where((eb) => eb.or([eb('id', 'in', ids), eb('name_key', 'in', keys)]))
    .where('deleted_at', 'is', null)
    .orderBy('name_key')
    .execute();
  const stays = (id: string) => rows.some((row) => row.id === id);
  const named = (label: Label) => {
    const like = rows.filter(({ name_key }) => keysOf(label.name).includes(name_key));
    return like.find((row) => row.project_id === project_id) ?? like[0];
  };
  const kept = new Set(labels.flatMap((label) => (stays(label.id) ? label.id : (named(label)?.id ?? []))));
  return rows.filter(({ id }) => kept.has(id)).map(toLabel);
}

/** The labels that have this name, or another spelling of it. */
export async function findLabelsLike(db: Reader, name: string): Promise<Label[]> {
  return (await findRowsByKey(db, { keys: keysOf(name) })).map(toLabel);
}

const findRowsByKey = prepared((db: Reader, { keys }: Bound<{ keys: string[] }>) =>
  db.selectFrom('label').selectAll().where('name_key', 'in', keys).orderBy('name_key'),
);

/** What all spellings of a name have in common. */
export function labelKey(name: string): string {
  return fold(name);
}

/**
 * The keys under which the label of a name may be found, the nearer one first. Labels that were two before names were
 * folded, such as `Straße` and `Strasse`, stay two: one of them keeps the key that it had.
 */
function keysOf(name: string): string[] {
  const own = name.normalize('NFC').toLowerCase();
  const folded = labelKey(name);
  return own === folded ? [own] : [own, folded];
}

export function toLabel({ id, name, color, description, version, created_at, updated_at }: LabelRow): Label {
  return { id, name, color, description, version, created_at, updated_at };
}
