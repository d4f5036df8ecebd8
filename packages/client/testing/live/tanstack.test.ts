// Runs on sqlite: it tests what lies above the database.

import { createCollection } from '@tanstack/db';
import { expect, test, vi } from 'vitest';
import { liveCollectionOptions } from '../../src/live/tanstack.ts';
import { openBrowser, TEXTS } from './pages.ts';

test('a collection of TanStack DB has the rows of a copy, and what is changed there is changed on the server', async () => {
  const { ada, openPage } = await openBrowser();
  const label = await ada.caller.label.create({ name: 'bug' });
  const [first, second] = [await ada.caller.issue.create(TEXTS), await ada.caller.issue.create(TEXTS)];
  const live = await openPage();
  const issues = createCollection(liveCollectionOptions(live, 'issue'));
  await issues.preload();
  expect(issues.toArray.map(({ id }) => id).toSorted()).toEqual([first.id, second.id]);

  await ada.caller.issue.update({ id: first.id, title: 'By somebody else' });
  await vi.waitFor(() => expect(issues.get(first.id)?.title).toBe('By somebody else'));
  const edited = issues.update(first.id, (draft) => {
    draft.status = 'closed';
    draft.label_ids = [label.id];
  });
  expect(issues.get(first.id)?.status).toBe('closed');
  await edited.isPersisted.promise;
  expect(issues.get(first.id)?.status).toBe('closed');
  await vi.waitFor(async () => {
    const { status, labels } = await ada.caller.issue.get({ id: first.id });
    expect([status, labels.map(({ name }) => name)]).toEqual(['closed', ['bug']]);
  });
  issues.delete(second.id);
  await vi.waitFor(() => expect(live.pending).toEqual([]));
  expect(issues.toArray.map(({ id }) => id)).toEqual([first.id]);
  expect((await ada.caller.issue.list({})).items.map(({ id }) => id)).toEqual([first.id]);
});
