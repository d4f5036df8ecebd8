import type { Database } from '@docket/db';
import { sql } from 'kysely';
import { isPostgres } from '../../packages/db/src/engine.ts';
import { formatTable } from '../output.ts';

type Part = { part: string; bytes: number };

const onSqlite = sql<Part>`
    select name as part, sum(pgsize) as bytes from dbstat where name like 'issue_words%' group by name order by bytes desc`;

const onPostgres = sql<Part>`
    select part, bytes from (values
      ('rows', pg_relation_size('issue_words')),
      ('apart (TOAST)', pg_table_size('issue_words') - pg_relation_size('issue_words')),
      ('GIN', pg_relation_size('issue_words_words')),
      ('key', pg_relation_size('issue_words_pkey'))) as parts (part, bytes)`;

/** Of the index, by its parts, against the texts. */
export async function sizes({ read }: Pick<Database, 'read'>): Promise<string> {
  const { rows: texts } = await sql<{ bytes: number }>`
    select (select sum(octet_length(title) + octet_length(description)) from issue)
      + (select sum(octet_length(body)) from comment) as bytes`.execute(read);
  const { rows: parts } = await (isPostgres(read) ? onPostgres : onSqlite).execute(read);
  const text = Number(texts[0]?.bytes);
  const all = parts.reduce((sum, { bytes }) => sum + Number(bytes), 0);
  const row = (part: string, bytes: number) => [
    part,
    `${(bytes / 1e6).toFixed(1)} MB`,
    `${Math.round((bytes / text) * 100)} %`,
  ];
  return formatTable([
    ['', 'size', 'of texts'],
    row('texts', text),
    row('index', all),
    ...parts.map(({ part, bytes }) => row(part, Number(bytes))),
  ]);
}
