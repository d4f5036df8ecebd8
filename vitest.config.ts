import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,apps}/*/src/**/*.test.ts', 'tests/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 30_000,
    // Most tests wait for servers of their own: one core less, as is the default, leaves a small machine idle.
    maxWorkers: availableParallelism(),
  },
});
