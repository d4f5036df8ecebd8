import { createTestDatabase } from '@docket/kit/database';
import { openTestDocket, refusalOf, TEST_PASSWORD, testSettings } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDocket } from '../../src/docket.ts';

/** A Docket, and one who is told positions. */
async function openTold() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const told: string[] = [];
  const caller = docket.caller({ user: 'ada' }, { onPosition: (position) => void told.push(position) });
  const { read } = docket.database;
  const { id } = await read.selectFrom('log').select('id').executeTakeFirstOrThrow();
  const last = async () => {
    const { position } = await read
      .selectFrom('event')
      .select(({ fn }) => fn.max('position').as('position'))
      .executeTakeFirstOrThrow();
    return `${id}.${position}`;
  };
  return { docket, ada, caller, told, last };
}

test('a change that changes nothing is told the last position that it could see', async () => {
  const { ada, caller, told, last } = await openTold();
  await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  await caller.issue.update({ id: '1', title: 'Crash' });
  expect(told).toEqual([await last()]);
  expect(told[0]).toMatch(/^[0-9a-f]{16}\.[1-9]\d*$/);
});

test('changes at one time are each told their own position', async () => {
  const { caller, told, last, docket } = await openTold();
  const names = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(names.map((name) => caller.label.create({ name })));
  const positions = told.map((position) => Number(position.split('.')[1]));
  const events = await docket.database.read
    .selectFrom('event')
    .select('position')
    .where('type', '=', 'label.created')
    .orderBy('position')
    .execute();
  expect(positions.toSorted((a, b) => a - b)).toEqual(events.map(({ position }) => position));
  expect(told).toContain(await last());
});

test('a change that is refused is told none, and nor is whoever anyone may be', async () => {
  const { docket, caller, told } = await openTold();
  expect(await refusalOf(caller.issue.update({ id: '7', title: 'Crash' }))).toMatchObject({ code: 'issue_not_found' });
  expect(await refusalOf(caller.label.create({ name: '' }))).toMatchObject({ code: 'validation_failed' });
  const nobody = docket.caller('anonymous', { onPosition: (position) => void told.push(position) });
  await nobody.password.forgot({ email: 'ada@example.org' });
  await nobody.auth.login({ username: 'ada', password: TEST_PASSWORD });
  expect(told).toEqual([]);
});

test('a change is not asked for its position in a statement of its own', async () => {
  const statements: string[] = [];
  const settings = testSettings({ DATABASE_URL: await createTestDatabase() });
  const observer = { database: { statement: ({ sql }: { sql: string }) => void statements.push(sql) } };
  const docket = await openDocket(settings, { observer });
  onTestFinished(() => docket.close());
  const script = docket.caller({ system: 'test' });
  await script.user.create({ email: 'ada@example.org', username: 'ada', password: TEST_PASSWORD });
  const count = async (call: () => Promise<unknown>) => {
    statements.length = 0;
    await call();
    return statements.length;
  };
  const asks = docket.caller({ user: 'ada' }, { onPosition: () => undefined });
  const doesNot = docket.caller({ user: 'ada' });
  const issue = { title: 'Crash', description: 'on save' };
  await doesNot.issue.create(issue);
  expect(await count(() => asks.issue.create(issue))).toBe(await count(() => doesNot.issue.create(issue)));
  const unchanged = { id: '1', title: 'Crash' };
  const without = await count(() => doesNot.issue.update(unchanged));
  expect(await count(() => asks.issue.update(unchanged))).toBe(without + 1);
  // On PostgreSQL the change mark grows with time as well, and then it is asked again what the actor may see.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  onTestFinished(() => clock.mockRestore());
  await asks.issue.get({ id: '1' }); // what it may see is known from here on
  expect(await count(() => asks.issue.get({ id: '1' }))).toBe(await count(() => doesNot.issue.get({ id: '1' })));
});
