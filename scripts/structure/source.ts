import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** A file of the tree, as far as the rules look at it. */
export type SourceFile = {
  /** From the root of the repository, such as `packages/db/src/index.ts`. */
  file: string;
  lines: number;
  code: string;
  imports: Import[];
  /** Product code, and not a test, a script or a benchmark. */
  isProduct: boolean;
};

type Import = {
  /** As it is written. */
  specifier: string;
  /** The file of the repository that a relative one means; undefined for a package. */
  target: string | undefined;
  /** Whether it is gone when the code runs. */
  isType: boolean;
};

const FOLDERS = ['{packages,apps}/*/{src,scripts,testing}/**/*.{ts,js}', '{tests,bench,scripts,examples}/**/*.{ts,js}'];

/** The files of the tree at `root`, without those that are generated or installed. */
export function readTree(root: string): SourceFile[] {
  return globSync(FOLDERS, { cwd: root, exclude: (path) => /(^|\/)(node_modules|generated|dist)$/.test(path) })
    .sort()
    .map((file) => readSource(root, file));
}

function readSource(root: string, file: string): SourceFile {
  const code = readFileSync(join(root, file), 'utf8');
  return {
    file,
    code,
    lines: code.split('\n').length - 1,
    imports: importsOf(file, code),
    isProduct: /^(packages|apps)\/[^/]+\/src\//.test(file),
  };
}

function importsOf(file: string, code: string): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module;
  const found = [
    ...staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest ? { specifier: moduleRequest.value, isType } : [])),
    ),
    ...dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const [, specifier] = /^['"`](.*)['"`]$/.exec(code.slice(start, end)) ?? [];
      return specifier === undefined ? [] : { specifier, isType: false };
    }),
  ];
  return found.map((one) => ({ ...one, target: targetOf(file, one.specifier) }));
}

function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(dirname(file), specifier) : undefined;
}

/** Code without comments and text, in which words mean nothing. */
export function withoutProse(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '');
}

/** Code without comments: what stands in text counts, such as SQL. */
export function withoutComments(code: string): string {
  return code.replace(
    /('(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/.*/g,
    (_, text?: string) => text ?? '',
  );
}
