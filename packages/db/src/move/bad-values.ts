// Values that one engine keeps and another refuses, or that a backup cannot hold. SQLite takes anything in any column.

import type { Kind, MovedTable, Row } from './tables.ts';

export type BadValue = {
  table: string;
  /** Its primary key, such as `id 01a1fb45-…`. */
  row: string;
  column: string;
  /** Such as `holds a NUL character`. */
  what: string;
  /** Not even a backup for the same engine can hold it. */
  isUnwritable: boolean;
};

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The first value of a row that could not be moved to every engine. */
export function badValueIn(table: MovedTable, row: Row): BadValue | undefined {
  for (const [at, column] of table.columns.entries()) {
    const value = row[column];
    const what = whatIsWrongWith(value, table.kinds[at] ?? 'text');
    if (!what) continue;
    const isUnwritable = typeof value !== 'string' && !Number.isFinite(value);
    return { table: table.name, row: nameOf(table, row), column, what, isUnwritable };
  }
  return undefined;
}

function whatIsWrongWith(value: unknown, kind: Kind): string | undefined {
  if (value === null) return undefined;
  if (kind === 'integer') return Number.isSafeInteger(value) ? undefined : 'is no whole number';
  if (typeof value !== 'string') return 'is no text';
  if (value.includes('\0')) return 'holds a NUL character';
  if (!value.isWellFormed()) return 'holds half of a surrogate pair';
  return kind === 'time' && !TIME.test(value) ? 'is no time such as 2026-01-31T09:30:00.000Z' : undefined;
}

/** A row by its primary key. */
export function nameOf({ key }: Pick<MovedTable, 'key'>, row: Row): string {
  return key.map((column) => `${column} ${String(row[column])}`).join(', ');
}
