import type { TableMove } from '@docket/router';
import { formatTable } from './table.ts';

/** How many rows each table has, for people. */
export function formatRows(tables: TableMove[]): string {
  return formatTable([['TABLE', 'ROWS'], ...tables.map(({ table, rows }) => [table, String(rows)])]);
}

export function sumOf(tables: TableMove[]): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}
