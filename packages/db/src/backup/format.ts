// What a backup says, in lines of JSON: a header; for each table its head, its rows as lists of values, and their count
// and hash; for each attached file its head, its content as pieces of base64, and their sum; and an end.

import type { TableMove } from '../move/fill.ts';
import type { TableContent } from '../move/rows.ts';

/** Grows when a Docket of before could not read what is written. */
export const FORMAT = 2;

/** The format of before, which has no files. A backup without files is still written in it. */
export const FORMAT_WITHOUT_FILES = 1;

export type Header = {
  docket_backup: typeof FORMAT | typeof FORMAT_WITHOUT_FILES;
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

/** Stands before the files, and says how many follow. */
export type FilesHead = { files: number };

/** An attached file, as its row says. */
export type AttachedFile = { id: string; filename: string; size: number; sha256: string };

/** With `is_missing`, the store did not have it, and neither content nor sum follows. */
export type FileHead = AttachedFile & { is_missing?: true };

/** What the content was. It differs from the head where the store had something else than was uploaded. */
export type FileEnd = { bytes: number; sha256: string };

export type End = { tables: number; rows: number; files?: number };

/** What is known of the files of a backup once all of them were written, or read. */
export type FilesContent = {
  /** Those whose content is in it. */
  files: number;
  bytes: number;
  /** The store did not have them. */
  missing: AttachedFile[];
  /** They are in the backup as the store had them, which is not what was uploaded. */
  changed: AttachedFile[];
};

/** What was written, or read. `files` is left out where the backup was made without them. */
export type BackupContent = { header: Header; tables: TableMove[]; files?: FilesContent };

/** What a column holds in a backup: what JSON keeps as it is. */
export type Value = string | number | null;

export function toLine(value: Header | TableHead | TableEnd | FilesHead | FileHead | FileEnd | End | string): string {
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
