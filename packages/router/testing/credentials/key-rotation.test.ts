// Runs on sqlite: it tests what lies above the database.

import { openTestDocket, refusalOf, type TestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const OLD = 'the key that has signed until today';
const NEW = 'the key that is going to sign from now on';

/** Another process on the same database, with keys of its own. */
function beside({ settings: { DATABASE_URL } }: TestDocket, SECRET_KEY: string, accepted: string[] = []) {
  return openTestDocket({ DATABASE_URL, SECRET_KEY, ACCEPTED_SECRET_KEYS: JSON.stringify(accepted) });
}

test('takes the tokens of an accepted key, signs none with it, and refuses those of a retired one', async () => {
  const before = await openTestDocket({ SECRET_KEY: OLD });
  const ada = await before.createUser('ada');
  const during = await beside(before, NEW, [OLD]);
  const me = (docket: TestDocket, access_token: string) => docket.caller({ access_token }).user.me();
  expect(await me(during, ada.access_token)).toEqual(ada.user);

  const { access_token } = await during.caller('anonymous').auth.refresh(ada);
  const after = await beside(before, NEW);
  expect(await me(after, access_token)).toEqual(ada.user);
  expect(await refusalOf(me(after, ada.access_token))).toMatchObject({ code: 'unauthenticated' });
});

test('changes keys over several processes without a refusal, when all accept the new key first', async () => {
  const first = await openTestDocket({ SECRET_KEY: OLD, ACCEPTED_SECRET_KEYS: JSON.stringify([NEW]) });
  const second = await beside(first, NEW, [OLD]);
  const [ada, bob] = [await first.createUser('ada'), await second.createUser('bob')];
  for (const docket of [first, second]) {
    for (const { access_token, user } of [ada, bob]) {
      expect(await docket.caller({ access_token }).user.me()).toEqual(user);
    }
  }
});
