import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './failure.ts';

/**
 * Writes the next step into a folder of migrations, adds it to the index there, and answers with
 * its file name. `Add due date` is the step `add_due_date`.
 *
 * @throws CommandError when the name is taken or is no name.
 */
export function createMigration(folder: string, title: string): string {
  const name = nameOf(title);
  const existing = readdirSync(folder).filter((file) => /^\d{4}_\w+\.ts$/.test(file));
  if (existing.some((file) => file.slice(5) === `${name}.ts`)) {
    throw new CommandError(`There is already a step "${name}": choose another name`);
  }
  const last = Math.max(0, ...existing.map((file) => Number(file.slice(0, 4))));
  const number = String(last + 1).padStart(4, '0');
  const step = `${number}_${name}`;
  const index = join(folder, 'index.ts');
  const extended = addToIndex(readFileSync(index, 'utf8'), { step, variable: `step${number}` });
  writeFileSync(join(folder, `${step}.ts`), template(step), { flag: 'wx' });
  writeFileSync(index, extended);
  return `${step}.ts`;
}

/** Longer ones are hard to read in a list, and a file name of more than 255 bytes is none. */
const MAX_NAME = 80;

function nameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
    .replace(/^_|_$/g, '');
  if (/^[a-z][a-z0-9_]*$/.test(name) && name.length <= MAX_NAME) return name;
  throw new CommandError(
    `"${title}" is no name for a step: take at most ${MAX_NAME} letters from a to z, digits and spaces, such as "Add due date"`,
  );
}

/** Named by its number: a step may be called what no variable may, such as `delete`. */
function addToIndex(source: string, { step, variable }: { step: string; variable: string }): string {
  const lastImport = source.lastIndexOf('\nimport ');
  const afterImports = source.indexOf('\n', lastImport + 1) + 1;
  const end = source.lastIndexOf('};');
  if (lastImport < 0 || end < 0) throw new CommandError('The index of the migrations does not look as expected');
  return [
    source.slice(0, afterImports),
    `import * as ${variable} from './${step}.ts';\n`,
    source.slice(afterImports, end),
    `  '${step}': ${variable},\n`,
    source.slice(end),
  ].join('');
}

/** A step that fails until it is written, so that nobody's database takes it for done. */
function template(step: string): string {
  return `import type { Kysely } from 'kysely';

export async function up(_db: Kysely<never>): Promise<void> {
  throw new Error('The step ${step} is not written yet');
}

export async function down(_db: Kysely<never>): Promise<void> {
  throw new Error('The way back from ${step} is not written yet');
}
`;
}
