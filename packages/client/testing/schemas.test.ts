// Runs on none: it opens no database.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sample } from 'fast-check';
import { build } from 'vite';
import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { readModule } from '../scripts/schema-module.ts';
import { listInputs } from '../scripts/schemas.ts';
import * as schemas from '../src/generated/schemas/index.ts';
import type { CreateIssue, ListIssuesInput, RouterInputs, UpdateUser } from '../src/index.ts';
import { drawnInputs } from './drawn-inputs.ts';

const inputs = listInputs();

test('there is a schema for the input of every procedure, under the name of its type', () => {
  expect(Object.keys(schemas).sort()).toEqual(inputs.map(({ name }) => name));
});

test('the types of the schemas are those of the contract', () => {
  expectTypeOf<z.input<typeof schemas.CreateIssue>>().toEqualTypeOf<CreateIssue>();
  expectTypeOf<z.input<typeof schemas.ListIssuesInput>>().toEqualTypeOf<ListIssuesInput>();
  expectTypeOf<z.input<typeof schemas.UpdateUser>>().toEqualTypeOf<UpdateUser>();
  expectTypeOf<z.input<typeof schemas.Credentials>>().toEqualTypeOf<RouterInputs['auth']['login']>();
});

/** So many inputs are drawn for each schema. */
const DRAWN = 300;

test.each(inputs)('$name accepts and refuses what the router does, with the same words', ({ name, input }) => {
  const schema: z.ZodType | undefined = Object.entries(schemas).find(([key]) => key === name)?.[1];
  const outcomes = new Set<boolean>();
  for (const drawn of sample(drawnInputs(input), { numRuns: DRAWN, seed: 14 })) {
    const ours = schema?.safeParse(drawn);
    const theirs = input.safeParse(drawn);
    outcomes.add(theirs.success);
    expect(ours?.data).toEqual(theirs.data);
    expect(ours?.error?.issues).toEqual(theirs.error?.issues);
  }
  expect(outcomes).toEqual(new Set([true, false]));
});

test('a page that needs one schema gets no other', async () => {
  const alone = await bundle(`export { Credentials } from './index.ts'`);
  const all = await bundle(`export * from './index.ts'`);
  expect(alone).toContain('username');
  expect(alone).not.toMatch(/refresh_token|description|#\[0-9a-fA-F\]/);
  expect(alone.length).toBeLessThan(all.length / 3);
});

test.each([
  ['does something', 'startUp();'],
  ['has a name that can be set anew', 'export let size = 1;'],
  ['takes a package as a whole', "import * as core from '../../core/schema.ts';"],
  ['hands on what another declares', "export { title } from '../issue/schema/write.ts';"],
])('a schema file that %s stops the generator', (_what, code) => {
  expect(() => readModule('features/issue/schema/issue.ts', code)).toThrow();
});

test('descriptions and examples stay with the router', () => {
  const folder = fileURLToPath(new URL('../src/generated/schemas/', import.meta.url));
  const code = readFileSync(`${folder}features/issue/schema/write.ts`, 'utf8');
  expect(code).toContain('export const CreateIssue');
  expect(code).not.toMatch(/\.meta\(|\.describe\(|examples|019a9c1e/);
});

/** What a bundler makes of a module beside the schemas, with zod left out. */
async function bundle(code: string): Promise<string> {
  const folder = fileURLToPath(new URL('../src/generated/schemas/', import.meta.url));
  const entry = `${folder}entry.ts`;
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? code : null) },
    ],
    build: { write: false, minify: false, rolldownOptions: { external: ['zod'] }, lib: { entry, formats: ['es'] } },
  });
  const [result] = [built].flat();
  if (!result || !('output' in result)) throw new Error('vite has built nothing');
  return result.output[0].code;
}
