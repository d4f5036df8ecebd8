import { openTestDocket } from '../../testing.ts';
import { expect, test } from 'vitest';

test('takes two spellings of one name for the same label', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await caller.label.create({ name: 'Bug' });
  await expect(caller.label.create({ name: 'bUG' })).rejects.toMatchObject({ reason: 'label_taken' });
});
