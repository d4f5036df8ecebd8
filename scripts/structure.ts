import { findCircles } from './structure/circles.ts';
import { checkLayers } from './structure/layers.ts';
import { checkLength, checkName, checkPlace, checkTests } from './structure/names.ts';
import { checkDirection } from './structure/packages.ts';
import { readTree, type SourceFile } from './structure/source.ts';
import { checkTables, tableNames } from './structure/tables.ts';
import { checkPromises, checkVocabulary } from './structure/vocabulary.ts';

/** A rule of the structure that a file does not keep: what is wrong, and the remedy. */
export type Violation = { file: string; rule: string };

/** Everything in the tree at `root` that does not keep the structure (see ARCHITECTURE.md and CONTRIBUTING.md). */
export function findViolations(root: string): Violation[] {
  const files = readTree(root);
  const tables = tableNames(root);
  const rules: ((source: SourceFile) => string | undefined)[] = [
    checkLength,
    checkName,
    checkPlace,
    checkTests,
    checkDirection,
    checkLayers,
    checkVocabulary,
    checkPromises,
    (source) => checkTables(source, tables),
  ];
  const broken = files.flatMap((source) =>
    rules.flatMap((check) => {
      const rule = check(source);
      return rule ? { file: source.file, rule } : [];
    }),
  );
  const circles = findCircles(files).map(([file = '', ...others]) => {
    return { file, rule: `stands in a circle of imports: ${[...others, file].join(' → ')}` };
  });
  return [...broken, ...circles];
}
