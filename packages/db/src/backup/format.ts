// What a backup says, in lines of JSON: a header; for each table its head, its rows as lists of values, and their count
// and hash; and an end.

import type { TableMove } from '../move/fill.ts';
import type { TableContent } from '../move/rows.ts';

/** Grows when a Docket of before could not read what is written. */
export const FORMAT = 1;

export type Header = {
  docket_backup: typeof FORMAT;
  /** The last migration that was applied. */
  schema: string;
  /** Where it comes from; it can be restored on either. */
  engine: 'sqlite' | 'postgresql';
  created_at: string;
};

/** `rows` is how many follow. */
export type TableHead = { table: string; columns: string[]; rows: number };

/** The hash is over the lines of the rows, each with its line break. */
export type TableEnd = TableContent;

export type End = { tables: number; rows: number };

/** What was written, or read. */
export type BackupContent = { header: Header; tables: TableMove[] };

/** What a column holds in a backup: what JSON keeps as it is. */
export type Value = string | number | null;

export function toLine(value: Header | TableHead | TableEnd | End): string {
  return `${JSON.stringify(value)}\n`;
}

type Shape = Record<string, 'string' | 'number' | 'strings'>;

/** Whether a line of JSON is an object with these fields. */
export function hasShape<T>(value: unknown, shape: Shape): value is T {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return Object.entries(shape).every(([name, type]) => {
    const field: unknown = fields.get(name);
    if (type !== 'strings') return typeof field === type;
    return Array.isArray(field) && field.every((item) => typeof item === 'string');
  });
}

export function isRow(value: unknown, columns: string[]): value is Value[] {
  return Array.isArray(value) && value.length === columns.length && value.every(isValue);
}

function isValue(value: unknown): value is Value {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
