import { runSql } from './database.ts';

type Stubborn = { table: string; rows: number };

/** Lets no more rows be deleted from a table of the database at this address once so few are left. */
export function keepLastRows(url: string, { table, rows }: Stubborn): Promise<void> {
  const isLast = `(select count(*) from ${table}) <= ${rows}`;
  if (url.startsWith('sqlite')) {
    const body = `begin select raise(abort, 'kept'); end`;
    return runSql(url, `create trigger keep_last_${table} before delete on ${table} when ${isLast} ${body}`);
  }
  const body = `begin if ${isLast} then raise exception 'kept'; end if; return old; end`;
  return runSql(
    url,
    `create function keep_last_${table}() returns trigger language plpgsql as $$ ${body} $$;
     create trigger keep_last_${table} before delete on ${table} for each row execute function keep_last_${table}()`,
  );
}

/** Lets all rows of the table be deleted again. */
export function letRowsGo(url: string, table: string): Promise<void> {
  const drop = `drop trigger keep_last_${table} on ${table}; drop function keep_last_${table}`;
  return runSql(url, url.startsWith('sqlite') ? `drop trigger keep_last_${table}` : drop);
}
