import { type Bound, prepared, type Reader, type Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { AppError } from '../../core/errors.ts';
import { type Page, readPage } from '../../core/pagination.ts';
import type { Label, ListLabels } from './schema.ts';

type LabelRow = Selectable<Tables['label']>;

/** A page of labels, by name. */
export async function listLabels(db: Reader, input: ListLabels): Promise<Page<Label>> {
  const page = await readPage(db.selectFrom('label').selectAll().orderBy('name_key'), input);
  return { ...page, items: page.items.map(toLabel) };
}

/** @throws AppError `label_not_found` */
export async function getLabel(db: Reader, id: string): Promise<Label> {
  const row = await db.selectFrom('label').selectAll().where('id', '=', id).executeTakeFirst();
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
