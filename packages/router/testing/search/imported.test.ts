import { expect, test } from 'vitest';
import { archive, issueNumber, openWithAdmin } from '../import/archives.ts';

test('what was made last comes first, whatever the order in which issues were imported', async () => {
  const { admin } = await openWithAdmin();
  const { archive: into, issue, search } = admin.caller;
  const made = (number: number, day: string, title = `Crash ${number}`) =>
    issueNumber(number, { title, created_at: `2014-06-${day}T12:00:00.000Z` });
  await into.import(archive([made(1, '03'), made(2, '01'), made(3, '04', 'Other, with a crash below')]));
  const ours = await issue.create({ title: 'Crash again', description: 'It is of today' });
  await into.import(archive([made(5, '02'), made(6, '05'), made(7, '03')]));
  const { items } = await search.issues({ q: 'crash' });
  const [one, other] = items.filter(({ created_at }) => created_at.startsWith('2014-06-03'));
  expect(items.map(({ created_at }) => created_at.slice(0, 10))).toEqual([
    ours.created_at.slice(0, 10),
    ...['2014-06-05', '2014-06-04', '2014-06-03', '2014-06-03', '2014-06-02', '2014-06-01'],
  ]);
  expect((one?.id ?? '') > (other?.id ?? '')).toBe(true); // as in lists
  for (const page of [1, 2, 3]) {
    const { items: some } = await search.issues({ q: 'crash', size: 3, page });
    expect(some).toEqual(items.slice(3 * (page - 1), 3 * page));
  }
});
