// C46, C47: which names of labels are one.

import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';
import { fold as foldAtMigration } from '../../../db/src/migrations/0007_folding.ts';
import { fold } from '../../src/core/text.ts';

const docket = await openTestDocket({}, afterAll);
const { caller } = await docket.createUser('root', 'admin');

test.each([
  ['Straße', 'STRASSE'],
  ['cafe\u0301', 'CAFÉ'],
  ['ΟΔΟΣ', 'οδος'],
  ['İstanbul', 'istanbul'],
  ['zz', 'zz\u200d'],
])('C47: "%s" and "%s" are one label', async (name, other) => {
  const label = await caller.label.create({ name });
  expect(label.name).toBe(name.normalize('NFC'));
  expect(await refusalOf(caller.label.create({ name: other }))).toMatchObject({ code: 'label_taken' });
  await caller.issue.create({ title: 'Crash', description: 'on save', labels: [other] });
  for (const spelling of [name, other]) expect((await caller.issue.list({ label: [spelling] })).total).toBe(1);
  expect(await caller.label.update({ id: label.id, name: other })).toMatchObject({ id: label.id });
  await caller.label.delete({ id: label.id });
});

test.each(['zz\u200b', '\u3164', '\u200b\u200b\u200b', 'a\u2028b', 'a\u202eb'])(
  'C46: no label is called %j',
  async (name) => {
    const refusal = await refusalOf(caller.label.create({ name }));
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'name' }] });
  },
);

test('C47: two labels that were two before names were folded stay two, each found by its own name', async () => {
  const strasse = await caller.label.create({ name: 'Strasse' });
  const other = await caller.label.create({ name: 'x' });
  const kept = { name: 'Straße', name_key: 'straße' }; // as the migration leaves it
  await docket.database.write((db) => db.updateTable('label').set(kept).where('id', '=', other.id).execute());
  const label = { id: other.id, name: 'Straße' };
  for (const name of ['Strasse', 'Straße']) {
    await caller.issue.create({ title: name, description: 'has one of them', labels: [name] });
  }
  for (const [name, title] of [
    ['STRASSE', 'Strasse'],
    ['straße', 'Straße'],
    ['STRAẞE', 'Straße'],
  ] as const) {
    expect((await caller.issue.list({ label: [name] })).items).toMatchObject([{ title, labels: [{ name: title }] }]);
    expect(await refusalOf(caller.label.create({ name }))).toMatchObject({ code: 'label_taken' });
  }
  const both = await caller.issue.create({ title: 'Both', description: 'of them', labels: ['straße', 'strasse'] });
  expect(both.labels.map(({ id }) => id)).toEqual([strasse.id, label.id]);

  const changed = await caller.label.update({ ...label, color: '#000000' });
  expect(changed).toMatchObject({ ...label, color: '#000000' });
  const renamed = caller.label.update({ id: label.id, name: 'STRAßE' });
  expect(await refusalOf(renamed)).toMatchObject({ code: 'label_taken' });
  await caller.label.delete({ id: strasse.id });
  await caller.label.update({ id: label.id, name: 'STRASSE' });
  expect((await caller.issue.list({ label: ['strasse'] })).total).toBe(2);
});

test('keys are folded as the migration has folded them', () => {
  for (const name of ['Bug', 'Straße', 'STRAẞE', 'İbrahim', 'ΟΔΟΣ', 'cafe\u0301', 'zz\u200b', 'ﬁ', 'ǰ']) {
    expect(foldAtMigration(name)).toBe(fold(name));
  }
});
