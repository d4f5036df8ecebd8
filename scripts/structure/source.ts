import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { readSyntax, type Syntax } from './syntax.ts';

/** A file of the tree, as far as the rules look at it. */
export type SourceFile = Omit<Syntax, 'imports'> & {
  /** From the root of the repository, such as `packages/db/src/index.ts`. */
  file: string;
  lines: number;
  imports: Import[];
  /** Product code, and not a test, a script or a benchmark. */
  isProduct: boolean;
};

export type Import = {
  /** As it is written. */
  specifier: string;
  /** The file of the repository that a relative one means; undefined for a package. */
  target: string | undefined;
  /** Whether it is gone when the code runs. */
  isType: boolean;
  /** What is taken of it, by name. */
  names: string[];
};

/** What a file does not keep of a rule, a line each: what is wrong, and the remedy. */
export type Rule = (source: SourceFile, files: ReadonlyMap<string, SourceFile>) => string[];

const CODE = '**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}';

const FOLDERS = [`{packages,apps}/*/{src,scripts,testing}/${CODE}`, `{tests,bench,scripts,examples}/${CODE}`];

const GENERATED = 'packages/client/src/generated';

/** The files of the tree at `root`, without those that are generated or installed. */
export function readTree(root: string): Map<string, SourceFile> {
  const exclude = (path: string) => path === GENERATED || /(^|\/)node_modules$/.test(path);
  const files = globSync(FOLDERS, { cwd: root, exclude }).sort();
  const existing = new Set(files);
  return new Map(files.map((file) => [file, readSource(root, file, existing)]));
}

function readSource(root: string, file: string, existing: ReadonlySet<string>): SourceFile {
  const code = readFileSync(join(root, file), 'utf8');
  const syntax = readSyntax(file, code);
  return {
    ...syntax,
    file,
    lines: code.split('\n').length - 1,
    imports: syntax.imports.map((one) => ({ ...one, target: targetOf(file, one.specifier, existing) })),
    isProduct: /^(packages|apps)\/[^/]+\/src\//.test(file),
  };
}

/** TypeScript takes `./a.js` and `./a` for `./a.ts` in an import of types. */
function targetOf(file: string, specifier: string, existing: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(dirname(file), specifier);
  const meant = [target, target.replace(/\.js$/, '.ts'), `${target}.ts`, `${target}/index.ts`];
  return meant.find((one) => existing.has(one)) ?? target;
}
