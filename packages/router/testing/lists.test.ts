// Every list reads through indexes: no statement looks at a whole table, or sorts more than a page, whatever is asked for.

import { fillInBulk } from '@docket/kit/bulk';
import { faultsOf, recording } from '@docket/kit/plans';
import { openWorld } from '@docket/kit/world';
import { inProcessRequest, listProcedures, newId, openDatabase, type ProcedureInfo } from '@docket/router';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inputOf, rows } from '../../../tests/cases/index.ts';
import { isPostgres } from '../../db/src/engine.ts';

const world = await openWorld(afterAll);
const database = await openDatabase(world.docket.settings.DATABASE_URL);
afterAll(() => database.close());
const recorded = recording(database);

// A planner takes any index of a table with a few rows, and reads a whole one to find what a third of them have.
const authors = Object.values(world.users).map(({ user }) => user.id);
const author = await database.read
  .selectFrom('user')
  .selectAll()
  .where('id', '=', world.users.ada.user.id)
  .executeTakeFirstOrThrow();
const crowd = Array.from({ length: 300 }, (_, nth) => {
  return { ...author, id: newId(), email: `crowd${nth}@example.com`, username: null, username_key: null };
});
await database.write((db) => db.insertInto('user').values(crowd).execute());
await world.users.ada.caller.comment.create({ issue_id: '1', body: '@ada, WEB-1 is #1' });
const at = world.docket.clock.now.toISOString();
const sessions = crowd.map(({ id: user_id }) => {
  return {
    id: newId(),
    user_id,
    created_at: at,
    last_used_at: at,
    expires_at: at,
    address: null,
    agent: null,
    address_key: null,
  };
});
await database.write((db) => db.insertInto('session').values(sessions).execute());
const labels = Array.from({ length: 300 }, (_, nth) => {
  return {
    id: newId(),
    name: `l${nth}`,
    name_key: `l${nth}`,
    unique_key: `l${nth}`,
    color: '#ededed',
    created_at: at,
    updated_at: at,
  };
});
await database.write((db) => db.insertInto('label').values(labels).execute());
await fillInBulk(database, {
  issues: 1000,
  after: 10,
  authors: [...authors, ...crowd.map(({ id }) => id)],
  assigned: 'i % 2 = 0',
  labels: labels.slice(0, 3).map(({ id }, nth) => ({ id, on: `i % 3 = ${nth}` })),
});
await database.write(async (db) => (isPostgres(db) ? sql`analyze`.execute(db) : undefined)); // SQLite's planner counts nothing
await world.keep();

const lists = listProcedures().filter(
  ({ kind, output }) => kind === 'query' && output instanceof z.ZodObject && 'items' in output.shape,
);

const OF_EACH_LIST = ['page', 'size', 'limit', 'cursor'];

/** What is tried for fields that take any text. Some names there are, others there are not. */
const TEXTS = ['bug', 'me', 'none', '1'];
const TIME = '2026-01-31T09:30:00Z';

/** Values for a field, one of each kind that may shape a statement. */
function valuesFor(field: z.ZodType): unknown[] {
  const inner = field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType) : field;
  if (inner instanceof z.ZodBoolean) return [true, false];
  if (inner instanceof z.ZodEnum) return inner.options;
  if (inner instanceof z.ZodArray) {
    const [one, other] = valuesFor(inner.element as z.ZodType);
    return [[one], [one, other]];
  }
  const texts = TEXTS.filter((text) => inner.safeParse(text).success);
  return texts.length > 0 ? texts : [TIME].filter((time) => inner.safeParse(time).success);
}

/** The bin takes a project and no other filter. */
function isTaken(choice: object): boolean {
  return !('in_bin' in choice) || Object.keys(choice).every((name) => ['in_bin', 'project'].includes(name));
}

/** The input, with each choice of an optional field, with each two of those fields, and with all of them. */
function variantsOf({ input }: ProcedureInfo, required: object): object[] {
  const fields = Object.entries(input instanceof z.ZodObject ? input.shape : {}).filter(
    ([name]) => !OF_EACH_LIST.includes(name) && !(name in required),
  );
  const values = fields.map(([name, field]) => valuesFor(field as z.ZodType).map((value) => ({ [name]: value })));
  const others = values.filter(([one = {}]) => !('in_bin' in one));
  const firsts = Object.assign({}, required, ...others.map(([first]) => first));
  const pairs = values.flatMap(([one], at) => values.slice(at + 1).map(([other]) => ({ ...one, ...other })));
  const choices = [...values.flat(), ...pairs].filter(isTaken);
  return [required, firsts, ...choices.map((choice) => ({ ...required, ...choice }))];
}

async function run(procedure: ProcedureInfo, input: object): Promise<{ next_cursor: string | null }> {
  const { access_token } = world.users.ada;
  const context = await world.docket.createContext({ access_token }, inProcessRequest());
  const ctx = { ...context, db: { ...context.db, read: recorded.read } };
  const call = { ctx, input: () => input, signal: () => undefined };
  return (await procedure.run(call)) as { next_cursor: string | null };
}

test('there are lists, and all of them take a cursor', () => {
  expect(lists.length).toBeGreaterThan(5);
  for (const { name, input, output } of lists) {
    expect(Object.keys((input as z.ZodObject).shape), name).toEqual(expect.arrayContaining(OF_EACH_LIST));
    expect(Object.keys((output as z.ZodObject).shape), name).toContain('next_cursor');
  }
});

describe.each(lists)('$name', (procedure) => {
  test('reads through indexes, whatever it is asked for', async () => {
    const { ada, bob } = world.users;
    for (const name of ['ada', 'bob']) await ada.caller.issue.create({ title: name, description: 'another' });
    await bob.caller.label.create({ name: 'me' });
    const { shape } = procedure.input as z.ZodObject;
    const success = rows[procedure.name]?.succeeds[0];
    const given = Object.entries(inputOf(success ?? {}, world) ?? {});
    const required = Object.fromEntries(
      given.filter(([name]) => !(shape[name] as z.ZodType).safeParse(undefined).success),
    );
    for (const variant of variantsOf(procedure, required)) {
      const { next_cursor } = await run(procedure, { ...variant, size: 1 });
      await run(procedure, { ...variant, page: 2 });
      if (next_cursor) await run(procedure, { ...variant, cursor: next_cursor });
    }
    await world.restore();
    const statements = recorded.taken();
    expect(statements.length).toBeGreaterThan(1);
    for (const query of statements) expect(await faultsOf(database, query), query.sql).toEqual([]);
  });
});

test.each([
  ['a look at a whole table', sql`select id from issue where title = 'x'`],
  [
    'a sort of all that match',
    sql`select id from issue where author_id = 'x' and deleted_at is null order by title limit 1`,
  ],
  ['a count without an end', sql`select count(*) from issue where deleted_at is null`],
])('notices %s', async (_what, statement) => {
  expect(await faultsOf(database, statement.compile(database.read as never))).not.toEqual([]);
});
