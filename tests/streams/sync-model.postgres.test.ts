// Runs on postgresql: a step takes it four times as long as SQLite, so there are fewer.

// FAULTS=long takes 200,000 steps.

import { test } from 'vitest';
import { expectCopiesTrue, LONG_STEPS, TIME } from './sync-model.ts';

test('a copy is what a new one begins with, and an outsider hears of nothing that is private', TIME, () =>
  expectCopiesTrue(LONG_STEPS ?? 600),
);
