// The last word of a query may go on, unless many issues that are seen have it as it is.

import { openTestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { MANY } from '../../src/features/issue/queries/query.ts';

test('the last word goes on until many issues that are seen have it as it is', async () => {
  const docket = await openTestDocket({ RATE_LIMIT_WRITES: '0' });
  const [ada, bob] = [await docket.createUser('ada', 'admin'), await docket.createUser('bob')];
  const create = (title: string, project?: string) =>
    ada.caller.issue.create({ title, description: 'as it says', ...(project && { project }) });
  await ada.caller.project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
  await create('The login page');
  for (let count = 1; count < MANY; count += 1) await create(`The log ${count}`);
  await create('A hidden log', 'OPS');

  const found = async (q: string, { caller } = bob) => {
    const inSearch = await caller.search.issues({ q: `${q} is:open` });
    const inList = await caller.issue.list({ q });
    expect(inList.total).toBe(inSearch.total);
    return inSearch.total;
  };
  expect(await found('log')).toBe(MANY);
  expect(await found('log', ada)).toBe(MANY);
  await create('The last log');
  expect(await found('log')).toBe(MANY);
  expect([await found('log*'), await found('logi')]).toEqual([MANY + 1, 1]);
  expect(await found('log in:title')).toBe(MANY);
  expect(await found('log in:body')).toBe(0);
});
