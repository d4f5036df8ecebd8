import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { filesOnlyFor, INSTALLED, TEST_FILES } from './tests/engines.ts';
import { LongFirst } from './tests/long-first.ts';

/** What a worker compiles of our sources and packages, the next run finds. Vitest lets its workers write it down. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/tests') };
const onlyFor = { sqlite: filesOnlyFor('sqlite'), postgresql: filesOnlyFor('postgresql'), none: filesOnlyFor('none') };

/** Every file runs on both engines, unless its first line says why not: `tests/engines.ts`. */
const projects: TestProjectInlineConfiguration[] = [
  {
    test: {
      name: 'sqlite',
      provide: { engine: 'sqlite' },
      globalSetup: ['tests/kit/compiled.ts'],
      include: TEST_FILES,
      exclude: [...INSTALLED, ...onlyFor.postgresql, ...onlyFor.none],
    },
  },
  {
    test: {
      name: 'postgresql',
      provide: { engine: 'postgresql' },
      globalSetup: ['tests/kit/compiled.ts', 'tests/kit/postgres.ts'],
      include: TEST_FILES,
      exclude: [...INSTALLED, ...onlyFor.sqlite, ...onlyFor.none],
    },
  },
  { test: { name: 'no database', provide: { engine: 'none' }, include: onlyFor.none } },
];

export default defineConfig({
  test: {
    // Many tests wait for servers of their own: with one worker more than cores, a third of a small machine was idle.
    maxWorkers: availableParallelism() + 2,
    // Node runs our TypeScript itself, as it does for a server: nothing is transformed, which saves a tenth of the time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // `pnpm run coverage`: of the processes of the tests, not of the servers that they start.
    coverage: { provider: 'v8', include: ['{packages,apps}/*/src/**/*.{ts,js}'], reporter: ['text-summary', 'html'] },
    sequence: { sequencer: LongFirst },
    projects: projects.map(({ test }) => ({
      // Files of one worker share what they import, which saves a third of the time; no test leaves anything behind.
      // Tests wait for events. Only one that waits in vain takes so long, however busy the machine is.
      test: { testTimeout: 120_000, hookTimeout: 120_000, isolate: false, env, ...test },
    })),
  },
});
