// Runs on none: it opens no database.

// The code of docs/extending.md works where the page says that it belongs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyTree, type TreeCopy } from '../scripts/mutate/copy.ts';

const root = join(import.meta.dirname, '..');

/** A piece of code, and the file that it makes or the object in a file that it belongs into. */
type Piece = { file: string; into: string | undefined; code: string };

function piecesOf(page: string): Piece[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => {
    const [, file = '', into] = /^\/\/ (\S+\.ts)(?:, in `(\w+)`)?\n/.exec(code) ?? [];
    return { file, into, code };
  });
}

function put(copy: TreeCopy, { file, into, code }: Piece): void {
  if (into === undefined) {
    copy.write(file, code);
    return;
  }
  const [imports, entry] = [/^import .*\n/gm, code.replace(/^(import|\/\/) .*\n/gm, '')];
  const start = `export const ${into}`;
  const [before = '', after = ''] = copy.read(file).split(start);
  expect(after).not.toBe('');
  const opened = after.replace('{', () => `{\n${entry}`);
  copy.write(file, `${(code.match(imports) ?? []).join('')}${before}${start}${opened}`);
}

test('docs/extending.md: each piece of code works in its place, through every door', async () => {
  const pieces = piecesOf('docs/extending.md');
  expect(pieces.filter(({ file }) => file === '')).toEqual([]);
  const copy = copyTree(root);
  onTestFinished(() => copy.remove());
  for (const piece of pieces) put(copy, piece);
  const tests = pieces.map(({ file }) => file).filter((file) => file.endsWith('.test.ts'));
  copy.write('vitest.config.ts', configFor([...tests, 'tests/parity/parity.test.ts']));
  expect(await copy.run(['scripts/check-structure.ts'], 120_000)).toMatchObject({ status: 0 });
  expect(await copy.run(['scripts/generate.ts'], 120_000)).toMatchObject({ status: 0 });
  const names = 'left alone|clock of a Docket|logged in|issue\\.oldest';
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose', '--testNamePattern', names];
  const { status, said } = await copy.run(vitest, 120_000);
  expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining(`${tests.length + 2} passed`) });
});

function configFor(include: string[]): string {
  const asOurs = { isolate: false, experimental: { viteModuleRunner: false, nodeLoader: false } };
  return `export default ${JSON.stringify({ test: { include, provide: { engine: 'sqlite' }, ...asOurs } })};\n`;
}
