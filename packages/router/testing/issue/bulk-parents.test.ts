import { openTestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

async function open() {
  const docket = await openTestDocket();
  const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  const file = (title: string, more: object = {}) =>
    ada.caller.issue.create({ title, description: 'of many', ...more });
  return { docket, ada, root, file };
}

test('makes issues part of one as an edit of each would, and its undo takes them back in any order', async () => {
  const { ada, file } = await open();
  const whole = await file('Whole');
  const chain = [await file('Level 1')];
  for (let level = 2; level <= 9; level += 1) {
    chain.push(await file(`Level ${level}`, { parent: chain.at(-1)?.id }));
  }
  const parents = async () => {
    const all = await Promise.all(chain.map(({ id }) => ada.caller.issue.get({ id })));
    return all.map(({ parent }) => parent?.key ?? null);
  };
  const before = await parents();
  await ada.caller.issue.update({ id: whole.id, parent: (await file('Top')).id });
  const ids = [whole.id, ...chain.map(({ id }) => id).reverse()];
  const call = { ids, change: { parent: whole.key } };
  const dry = await ada.caller.issue.bulk({ ...call, dry_run: true });
  const { id, results } = await ada.caller.issue.bulk(call);
  expect(results).toEqual(dry.results);
  expect(results.map(({ status }) => status)).toEqual([422, ...Array(9).fill(200)]);
  expect(results[0]?.error?.errors).toMatchObject([{ path: 'parent', code: 'same_issue' }]);
  expect(await parents()).toEqual(Array(9).fill(whole.key));
  expect((await ada.caller.issue.get({ id: whole.id })).children.total).toBe(9);
  const circle = await ada.caller.issue.bulk({ ids: [whole.id], change: { parent: chain[0]?.key } });
  expect(circle.results[0]?.error?.errors).toMatchObject([{ path: 'parent', code: 'circle' }]);
  const undone = await ada.caller.issue.undoBulk({ id: id ?? '' });
  expect(undone.results.map(({ status }) => status)).toEqual(Array(9).fill(200));
  expect(await parents()).toEqual(before);
  expect((await ada.caller.issue.get({ id: whole.id })).children.total).toBe(0);
});

test('a dry run knows that an issue has a hundred parts at most', async () => {
  const { ada, file } = await open();
  const whole = await file('Whole');
  const ids: string[] = [];
  for (let nth = 1; nth <= 100; nth += 1)
    ids.push((await file(`Part ${nth}`, nth > 95 ? { parent: whole.id } : {})).id);
  const more = [(await file('One more')).id, (await file('Two more')).id];
  const call = { ids: [...ids.slice(0, 95), ...more], change: { parent: whole.key } };
  const dry = await ada.caller.issue.bulk({ ...call, dry_run: true });
  expect(dry.results.slice(95).map(({ error }) => error?.errors?.[0]?.code)).toEqual(
    Array(2).fill('too_many_children'),
  );
  expect((await ada.caller.issue.bulk(call)).results).toEqual(dry.results);
});

test('an undo puts an issue back into one that its author does not see, and says nothing of that', async () => {
  const { docket, ada, root, file } = await open();
  await root.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  const secret = await root.caller.issue.create({ title: 'Secret', description: 'of root', project: 'HID' });
  const issues = [await file('In the secret'), await file('In none')];
  await root.caller.issue.update({ id: issues[0]?.id ?? '', parent: secret.id });
  const other = await file('Other');
  const edit = await ada.caller.issue.bulk({ ids: issues.map(({ id }) => id), change: { parent: other.id } });
  const undone = await ada.caller.issue.undoBulk({ id: edit.id ?? '' });
  for (const { results } of [edit, undone]) {
    const [one, two] = results.map(({ asked: _asked, issue: _issue, ...became }) => became);
    expect(one).toEqual(two);
    expect(JSON.stringify(results)).not.toMatch(new RegExp(`${secret.id}|HID`));
  }
  const parentOf = async (id = '') => (await root.caller.issue.get({ id })).parent?.key;
  expect([await parentOf(issues[0]?.id), await parentOf(issues[1]?.id)]).toEqual([secret.key, undefined]);
  expect((await root.caller.issue.get({ id: secret.id })).children.total).toBe(1);

  const again = await ada.caller.issue.bulk({ ids: [issues[0]?.id ?? ''], change: { parent: other.id } });
  await root.caller.issue.update({ id: secret.id, parent: issues[0]?.id ?? '' });
  expect((await ada.caller.issue.undoBulk({ id: again.id ?? '' })).results).toMatchObject([{ status: 200 }]);
  expect(await parentOf(issues[0]?.id)).toBeUndefined(); // it would be a circle
  const rows = await docket.database.read.selectFrom('issue').select(['id', 'child_count']).execute();
  expect(rows.find(({ id }) => id === other.id)?.child_count).toBe(0);
});
