import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeOf } from './router.ts';
import { type SourceFile, withoutComments } from './source.ts';

/** Tables that belong to the router's own parts; all others are a feature's. */
const OWNED: Record<string, readonly string[]> = {
  core: ['event'],
  limits: ['rate_limit'],
  outbox: ['outbox'],
};

const TABLES_FILE = 'packages/db/src/tables.ts';

/** The names of all tables, as the type of the database has them. Empty where there is no database, as in a probe. */
export function tableNames(root: string): string[] {
  try {
    const [, body = ''] =
      /export (?:interface|type) Tables(?: =)? \{([\s\S]*?)\n\}/.exec(readFileSync(join(root, TABLES_FILE), 'utf8')) ??
      [];
    return [...body.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);
  } catch {
    return [];
  }
}

/** `core`, `limits` and the other parts below the features name no table of a feature. */
export function checkTables({ file, code }: SourceFile, tables: readonly string[]): string | undefined {
  const place = placeOf(file);
  if (place?.in !== 'folder' || place.folder === 'mail') return undefined;
  const text = withoutComments(code);
  const table = tables.find((name) => !OWNED[place.folder]?.includes(name) && namesTable(text, name));
  return table && `names the table ${table}, which is a feature's: take a query of that feature, or hand it in`;
}

function namesTable(code: string, table: string): boolean {
  const inBuilder = new RegExp(
    String.raw`(?:From|Into|Table|Join|from|into|table)\(\s*\[?\s*['"]${table}(?: as \w+)?['"]`,
  );
  const inSql = new RegExp(String.raw`\bsql(?:<[^\`]*>)?\`[^\`]*\b(?:from|join|into|update)\s+"?${table}\b`, 'i');
  return inBuilder.test(code) || inSql.test(code);
}
