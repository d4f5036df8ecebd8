// T31: what is secret stands in no log. Errors of a database bring along what they failed on, each engine in its own way.

import { production } from '@docket/kit/target';
import { test } from 'vitest';
import { expectNoSecretIn } from './canaries.ts';

test('T31: no password, token or cookie is in the log', async () => {
  await expectNoSecretIn(production);
});
