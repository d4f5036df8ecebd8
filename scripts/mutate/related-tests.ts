import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { oneEngine } from '../../tests/engines.ts';

/** Test files that are run together, the likeliest to notice first. */
export type Stage = { name: string; tests: string[] };

/** These test pages, images and browsers; what they would notice of product code, others notice faster. */
const APART = /^tests\/(bench|browser|deploy|readme|engines)|^scripts\/(?!generate)/;

/** What starts a process imports little of what it tests. */
const STARTS_PROCESSES = /^(apps|tests)\/|^scripts\/generate/;

/**
 * The tests that reach a product file by their imports: those that mirror its folder, then the others
 * of its package and that of the generated pages, then those of the apps and of the whole.
 */
export function relatedTests(root: string, file: string): Stage[] {
  const imports = readImports(root);
  const [, home = '', folder = ''] = /^(\w+\/[\w-]+)\/src\/(?:features\/)?(.*)$/.exec(file) ?? [];
  const mirror = `${home}/testing/${folder.replace(/\/.*$/, '/').replace(/\.ts$/, '.')}`;
  const stageOf = (test: string) => {
    if (test.startsWith(mirror)) return 0;
    return test.startsWith(`${home}/`) || test.startsWith('scripts/') ? 1 : 2;
  };
  const tests = [...imports.keys()].filter((test) => test.endsWith('.test.ts') && !APART.test(test));
  const reaching = tests.filter((test) => STARTS_PROCESSES.test(test) || reaches(imports, test, file));
  return ['mirror', 'package', 'all'].map((name, stage) => ({
    name,
    tests: reaching.filter((test) => stageOf(test) === stage),
  }));
}

/** The projects of vitest that a fault in this file shows in: one engine, or both where both take part. */
export function projectsFor(file: string): string[] {
  if (/\/postgres\//.test(file)) return ['postgresql'];
  if (/\/(move|migrations)\//.test(file)) return ['sqlite', 'postgresql'];
  return ['sqlite', 'no database'];
}

/** Whether a test file runs in one of these projects. */
export function runsIn(test: string, projects: string[]): boolean {
  const only = oneEngine.get(test);
  if (only === undefined) return projects.includes('sqlite') || projects.includes('postgresql');
  return projects.includes(only === 'none' ? 'no database' : only);
}

function reaches(imports: Map<string, string[]>, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (imports.get(from) ?? []).some((next) => reaches(imports, next, to, seen));
}

function readImports(root: string): Map<string, string[]> {
  const files = globSync('{packages,apps,tests,scripts}/**/*.ts', { cwd: root, exclude: ['**/node_modules/**'] });
  return new Map(files.map((file) => [file, importsOf(root, file)]));
}

function importsOf(root: string, file: string): string[] {
  const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  const reexported = module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest));
  const named = [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...reexported];
  return named.flatMap((one) => (one ? resolved(file, one.value) : []));
}

function resolved(file: string, specifier: string): string[] {
  if (specifier.startsWith('.')) return [join(dirname(file), specifier)];
  const [, name, path] = /^@docket\/([\w-]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (name === 'kit') return [`tests/kit/${path}.ts`];
  return name ? [`packages/${name}/src/index.ts`] : [];
}
