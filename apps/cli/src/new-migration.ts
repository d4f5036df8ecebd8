import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './failure.ts';

/**
 * Writes the next step into a folder of migrations, adds it to the index there, and answers with
 * its file name.
 *
 * @throws CommandError when the name is taken or is no name.
 */
export function createMigration(folder: string, name: string): string {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    throw new CommandError(`"${name}" is no name for a step: take small letters, digits and "_", such as add_due_date`);
  }
  const existing = readdirSync(folder).filter((file) => /^\d{4}_\w+\.ts$/.test(file));
  if (existing.some((file) => file.slice(5) === `${name}.ts`)) {
    throw new CommandError(`There is already a step "${name}": choose another name`);
  }
  const last = Math.max(0, ...existing.map((file) => Number(file.slice(0, 4))));
  const step = `${String(last + 1).padStart(4, '0')}_${name}`;
  const index = join(folder, 'index.ts');
  const extended = addToIndex(readFileSync(index, 'utf8'), step, name);
  writeFileSync(join(folder, `${step}.ts`), template(step), { flag: 'wx' });
  writeFileSync(index, extended);
  return `${step}.ts`;
}

function addToIndex(source: string, step: string, name: string): string {
  const variable = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
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
