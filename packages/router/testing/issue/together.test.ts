import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test, vi } from 'vitest';

/** Ada's issues, so many, and how many queries a piece of work costs. */
async function openWithIssues(count: number) {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  for (let number = 1; number <= count; number += 1) {
    await ada.caller.issue.create({ title: `Issue ${number}`, description: 'It happens now and then' });
  }
  const script = docket.caller({ system: 'test' }); // of a token the database would be asked, too
  await script.issue.list({}); // what it may see is known from here on
  const asked = vi.spyOn(docket.database.read, 'getExecutor');
  /** PostgreSQL tells of a commit later on, and then what may be seen is asked anew: so the fewest of three times count. */
  async function queriesOf(work: () => Promise<unknown>): Promise<number> {
    const counts: number[] = [];
    for (let time = 1; time <= 3; time += 1) {
      asked.mockClear();
      await work();
      counts.push(asked.mock.calls.length);
    }
    return Math.min(...counts);
  }
  return { get: (id: string) => script.issue.get({ id }), queriesOf };
}

test('ten issues that are asked for at once take as many queries as one, and each caller gets its own', async () => {
  const { get, queriesOf } = await openWithIssues(10);
  const numbers = Array.from({ length: 10 }, (_, index) => String(index + 1));
  const asking = () => Promise.all(numbers.map(get));
  expect(await queriesOf(asking)).toBeLessThanOrEqual(await queriesOf(() => get('1')));
  expect((await asking()).map(({ title }) => title)).toEqual(numbers.map((number) => `Issue ${number}`));
});

test('one that is not there is missing for its own caller alone', async () => {
  const { get } = await openWithIssues(2);
  const [one, missing, again] = await Promise.all([get('1'), refusalOf(get('77')), get('1')]);
  expect(missing).toMatchObject({ code: 'issue_not_found' });
  expect([one.title, again.title]).toEqual(['Issue 1', 'Issue 1']);
  const [byId, byNumber] = await Promise.all([get(one.id.toUpperCase()), get('2')]);
  expect([byId.title, byNumber.title]).toEqual(['Issue 1', 'Issue 2']);
});

test('hundreds at once are several groups', async () => {
  const { get, queriesOf } = await openWithIssues(1);
  const single = await queriesOf(() => get('1'));
  const asking = () => Promise.all(Array.from({ length: 250 }, (_, index) => refusalOf(get(String(index + 2)))));
  expect(await queriesOf(asking)).toBeLessThanOrEqual(3 * single);
  expect(new Set((await asking()).map((refusal) => refusal?.code))).toEqual(new Set(['issue_not_found']));
});
