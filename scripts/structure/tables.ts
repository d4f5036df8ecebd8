import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, type TSType, Visitor } from 'oxc-parser';
import { placeOf } from './router.ts';
import type { Rule, SourceFile } from './source.ts';
import { withoutSqlText } from './sql.ts';

/** Tables that belong to the router's own parts; all others are a feature's. */
const OWNED: Record<string, readonly string[]> = {
  core: ['event', 'log', 'deletion'], // every command leaves its events there, and what it goes on deleting
  limits: ['rate_limit'],
  outbox: ['outbox'],
  visibility: [
    'project',
    'label',
    'milestone',
    'issue',
    'issue_key',
    'issue_assignee',
    'issue_label',
    'issue_relation',
    'comment',
    'attachment',
    'reaction',
    'event',
  ],
  procedures: ['idempotency_key'], // the answer of each is kept there
};

const TABLES_FILES = 'packages/db/src/{,*-}tables.ts';

/** Each table with its columns, as the type of the database has them. */
export type Tables = ReadonlyMap<string, readonly string[]>;

/** Throws when it finds none: the check would pass for ever without a word. */
export function readTables(root: string): Tables {
  const types = new Map<string, TSType>();
  for (const file of globSync(TABLES_FILES, { cwd: root })) {
    const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'));
    new Visitor({ TSTypeAliasDeclaration: (node) => void types.set(node.id.name, node.typeAnnotation) }).visit(program);
  }
  const tables = membersOf(types.get('Tables')).map(([name, type]): [string, string[]] => {
    const row = type?.type === 'TSTypeReference' && 'name' in type.typeName ? types.get(type.typeName.name) : type;
    return [name, membersOf(row).map(([column]) => column)];
  });
  if (tables.length === 0) throw new Error(`${TABLES_FILES} has no type Tables with a table: mend readTables`);
  return new Map(tables);
}

function membersOf(type: TSType | undefined): [name: string, type: TSType | undefined][] {
  if (type?.type !== 'TSTypeLiteral') return [];
  return type.members.flatMap((one): [string, TSType | undefined][] =>
    one.type === 'TSPropertySignature' && 'name' in one.key && typeof one.key.name === 'string'
      ? [[one.key.name, one.typeAnnotation?.typeAnnotation]]
      : [],
  );
}

/** `core`, `limits` and the other parts below the features name no table of a feature. */
export function checkTables(tables: Tables): Rule {
  return (source) => {
    const place = placeOf(source.file);
    if (place?.in !== 'folder' || place.folder === 'mail') return [];
    const named = [...tables].filter(
      ([table, columns]) => !OWNED[place.folder]?.includes(table) && namesTable(source, table, columns),
    );
    return named.map(
      ([table]) => `names the table ${table}, which is not of ${place.folder}: take a query of its owner, handed in`,
    );
  };
}

/** Methods whose texts are tables, such as `selectFrom` and `leftJoin`. */
const TAKES_TABLES = /(From|Into|Table|Join|JoinLateral|All|^from|^into|^table|^using|^Tables)$/;

function namesTable({ calls, texts, sql }: SourceFile, table: string, columns: readonly string[]): boolean {
  // `user`, `public.user`, `user as author`
  const named = new RegExp(String.raw`^(\w+\.)?${table}(\s+as\s+\w+)?$`, 'i');
  const column = new RegExp(String.raw`^(\w+\.)?${table}\.(${columns.join('|') || 'id'})(\s+as\s+\w+)?$`, 'i');
  const inSql = new RegExp(
    // After a word that takes tables, a list of them, and in `session.id`.
    String.raw`\b(from|join|into|update|table|using)\s+(only\s+)?([\w."]+(\s+(as\s+)?\w+)?\s*,\s*)*("?\w+"?\.)?"?${table}\b|\b${table}"?\.`,
    'i',
  );
  return (
    calls.some((call) => TAKES_TABLES.test(call.method) && call.texts.some((text) => named.test(text))) ||
    texts.some((text) => column.test(text)) ||
    sql.some((text) => inSql.test(withoutSqlText(text)))
  );
}
