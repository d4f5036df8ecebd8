import { type Bound, prepared, type Reader, type Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { AppError } from '../../core/errors.ts';
import { byName, inOrderOf, type List, readList } from '../../core/pagination.ts';
import { walkIndex } from '../../core/walk.ts';
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

/** The labels of these names, upper and lower case being the same, by their key and in its order. */
export async function findLabelsByName(db: Reader, names: string[]): Promise<Map<string, Label>> {
  if (names.length === 0) return new Map();
  const rows = await findRowsByKey(db, { keys: names.map(labelKey) });
  return new Map(rows.map((row) => [row.name_key, toLabel(row)]));
}

const findRowsByKey = prepared((db: Reader, { keys }: Bound<{ keys: string[] }>) =>
  db.selectFrom('label').selectAll().where('name_key', 'in', keys).orderBy('name_key'),
);

/** What two names have in common when they are the same label. */
export function labelKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export function toLabel({ id, name, color, description, created_at, updated_at }: LabelRow): Label {
  return { id, name, color, description, created_at, updated_at };
}
