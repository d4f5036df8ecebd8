// Runs on sqlite: of the same on PostgreSQL there is sync-model.postgres.test.ts.

// FAULTS=long takes 200,000 steps.

import { test } from 'vitest';
import { isLong } from '../faults/figures.ts';
import { expectCopiesTrue } from './sync-model.ts';

/** The usual time is too short for all of them. */
const TIME = isLong ? { timeout: 12 * 60 * 60_000 } : {};

test('a copy is what a new one begins with, and an outsider hears of nothing that is private', TIME, () =>
  expectCopiesTrue(isLong ? 200_000 : 2000),
);
