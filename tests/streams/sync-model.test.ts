// Runs on sqlite: of the same on PostgreSQL there is sync-model.postgres.test.ts.

// FAULTS=long takes 200,000 steps.

import { test } from 'vitest';
import { expectCopiesTrue, LONG_STEPS, TIME } from './sync-model.ts';

test('a copy is what a new one begins with, and an outsider hears of nothing that is private', TIME, () =>
  expectCopiesTrue(LONG_STEPS ?? 2000),
);
