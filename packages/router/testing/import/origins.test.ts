import { expect, test } from 'vitest';
import { archive, issueNumber, JUNE, openWithAdmin } from './archives.ts';

test('finds the other issue of a relation by its name at the source, or else by where it came from', async () => {
  const { admin } = await openWithAdmin();
  const { archive: into, issue, relation } = admin.caller;
  const blocks = (name: string) => ({ relations: [{ type: 'blocks' as const, issue: name, created_at: JUNE }] });
  await into.import(archive([issueNumber(1), issueNumber(2)], { source: 'github:a/b' }));
  const named = { ...issueNumber(11), id: 'github:a/b#2' }; // as an issue of the other tracker
  const both = [{ ...issueNumber(12, blocks('github:a/b#1')) }, { ...issueNumber(13, blocks('github:a/b#2')) }];
  await into.import(archive([named, ...both], { source: 'github:c/d' }));
  const otherOf = async (id: string) => (await relation.list({ id })).items.map((one) => one.issue.key);
  expect(await Promise.all(['12', '13'].map(otherOf))).toEqual([['MAIN-1'], ['MAIN-11']]);
  expect((await issue.list({})).total).toBe(5);
});
