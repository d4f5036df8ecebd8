import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

test('ISSUE_DESCRIPTION_MAX raises the length of descriptions, and of nothing else', async () => {
  const docket = await openTestDocket({ ISSUE_DESCRIPTION_MAX: '5000' });
  const { caller } = await docket.createUser('ada');
  const description = 'd'.repeat(5000);
  expect(await caller.issue.create({ title: 'Crash', description })).toMatchObject({ description });
  const longer = { description: `${description}!` };
  for (const call of [
    caller.issue.create({ title: 'Crash', ...longer }),
    caller.issue.update({ id: '1', ...longer }),
  ]) {
    expect(await refusalOf(call)).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'description', code: 'too_big', message: expect.stringContaining('5000') }],
    });
  }
  const title = 't'.repeat(101);
  expect(await refusalOf(caller.issue.update({ id: '1', title }))).toMatchObject({ errors: [{ path: 'title' }] });
  expect(await caller.issue.update({ id: '1', description: 'e'.repeat(5000) })).toMatchObject({ version: 2 });
});
