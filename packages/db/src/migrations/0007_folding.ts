import { type Kysely, type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../engine.ts';

/** Rows that are held at once. */
const CHUNK = 500;

/**
 * Folds the keys by which users and labels are found: ß is ss, and accents are one however they are composed. Two labels
 * that become one by it stay two: the older one, or the one whose key stays as it is, is found by every spelling, and
 * the other by its own.
 *
 * People from other trackers get the name that they have there, where it was none of ours before.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for await (const users of chunksOf(db, { from: 'user', where: hasOthers(db, 'search_key') })) {
    await setSearchKeys(db, users, ({ search_key }) => fold(search_key ?? ''));
  }
  const label = sql`${hasOthers(db, 'name_key')} and deleted_at is null`;
  await forEach(db, { from: 'label', where: label }, async ({ id, name_key }) => {
    const folded = fold(name_key ?? '');
    await sql`
      update label set name_key = ${folded}
      where id = ${id} and not exists (select 1 from label other where other.name_key = ${folded})
    `.execute(db);
  });
  const imported = sql`imported_from is not null and username is null and deleted_at is null`;
  await forEach(db, { from: 'user', where: imported }, (user) => giveName(db, user));
  await sql`
    create index user_role on "user" (role, created_at, id, deactivated_at, search_key) where deleted_at is null
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropIndex('user_role').execute();
  for await (const users of chunksOf(db, { from: 'user', where: sql`deleted_at is null` })) {
    await setSearchKeys(db, users, ({ search_key, ...user }) => {
      const { first_name, last_name, username, email, imported_from } = user as Row;
      const names = imported_from === null ? [first_name, last_name, username, email] : [first_name];
      const before = names.filter(Boolean).join(' ').toLowerCase();
      return fold(before) === search_key ? before : search_key; // what else it holds is not ours to guess
    });
  }
  await forEach(db, { from: 'label', where: sql`deleted_at is null` }, async ({ id, name, name_key }) => {
    const before = (name ?? '').normalize('NFC').toLowerCase();
    if (before !== name_key) await sql`update label set name_key = ${before} where id = ${id}`.execute(db);
  });
}

type Row = { id: string } & { [Column in string]?: string | null };

type Rows = { from: 'user' | 'label'; where: RawBuilder<unknown> };

/** Some rows after others, the oldest first. */
async function* chunksOf(db: Kysely<never>, { from, where }: Rows): AsyncGenerator<Row[]> {
  for (let after = ''; ; ) {
    const { rows } = await sql<Row>`
      select * from ${sql.table(from)} where id > ${after} and ${where} order by id limit ${CHUNK}
    `.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}

async function forEach(db: Kysely<never>, of: Rows, work: (row: Row) => Promise<void>): Promise<void> {
  for await (const rows of chunksOf(db, of)) for (const row of rows) await work(row);
}

/** In one statement: there may be many, and PostgreSQL may be far away. */
async function setSearchKeys(
  db: Kysely<never>,
  users: Row[],
  keyOf: (user: Row) => string | null | undefined,
): Promise<void> {
  const changed = users.flatMap((user) => {
    const key = keyOf(user);
    return key === user['search_key'] ? [] : sql`(${user.id}, ${key})`;
  });
  if (changed.length === 0) return;
  const [first, last] = [users[0]?.id, users.at(-1)?.id];
  // With the range, PostgreSQL reads these users alone, and not the whole table each time.
  await sql`
    update "user" set search_key = column2 from (values ${sql.join(changed)}) as folded
    where id = column1 and id between ${first} and ${last}
  `.execute(db);
}

/** Condition: a text has other characters than those of ASCII, which are folded already. */
function hasOthers(db: Kysely<never>, column: string): RawBuilder<unknown> {
  return isPostgres(db) ? sql`${sql.ref(column)} ~ '[^ -~]'` : sql`${sql.ref(column)} glob '*[^ -~]*'`;
}

async function giveName(db: Kysely<never>, { id, imported_from, first_name }: Row): Promise<void> {
  const login = imported_from?.replace(/^[^:]*:/, '') ?? '';
  const isOurs = /^[a-z0-9](?:[a-z0-9._-]{0,37}[a-z0-9])?$/.test(login);
  if (isOurs || !/^(?=.*[a-z0-9])[a-z0-9._-]{1,39}(?:\[bot\])?$/.test(login)) return;
  const username = first_name?.toLowerCase() === login ? first_name : login;
  await sql`
    update "user" set username = ${username}, username_key = ${login}
    where id = ${id} and not exists (select 1 from "user" other where other.username_key = ${login})
  `.execute(db);
}

/** As keys are folded at this step, whatever comes later. */
export function fold(text: string): string {
  const lower = text
    .normalize('NFC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .toLowerCase();
  const folded = lower.toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
  return folded.normalize('NFC');
}
