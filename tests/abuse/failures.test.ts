// T3: what an unexpected error tells. Each engine has its own errors.

import { production } from '@docket/kit/target';
import { test } from 'vitest';
import { expectNothingRevealed } from './failing-server.ts';

test('T3: an unexpected error tells nothing but an id, in production', () => expectNothingRevealed(production));
