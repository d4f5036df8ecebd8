import { findCircles } from './structure/circles.ts';
import { checkGuarded } from './structure/guarded.ts';
import { checkLayers, findUnusedPairs } from './structure/layers.ts';
import { checkLength, checkName, checkPlace, checkTests } from './structure/names.ts';
import { checkDirection } from './structure/packages.ts';
import { type Rule, readTree } from './structure/source.ts';
import { checkTables, readTables } from './structure/tables.ts';
import { checkBrowserCore, checkPromises, checkVocabulary } from './structure/vocabulary.ts';

/** A rule of the structure that a file does not keep: what is wrong, and the remedy. */
export type Violation = { file: string; rule: string };

const PAIRS_FILE = 'scripts/structure/layers.ts';

/** Everything in the tree at `root` that does not keep the structure (see ARCHITECTURE.md and CONTRIBUTING.md). */
export function findViolations(root: string): Violation[] {
  const files = readTree(root);
  const rules: Rule[] = [
    checkLength,
    checkName,
    checkPlace,
    checkTests,
    checkDirection,
    checkLayers,
    checkVocabulary,
    checkGuarded,
    checkBrowserCore,
    checkPromises,
    checkTables(readTables(root)),
  ];
  const broken = [...files.values()].flatMap((source) =>
    rules.flatMap((check) => [...new Set(check(source, files))].map((rule) => ({ file: source.file, rule }))),
  );
  const circles = findCircles(files).map(([file = '', ...others]) => {
    const path = [...others, file].join(' → ');
    return { file, rule: `stands in a circle of imports: ${path}; move what both need into a file of its own` };
  });
  // A probe has no such file.
  const unused = (files.has(PAIRS_FILE) ? findUnusedPairs(files.values()) : []).map((pair) => {
    return { file: PAIRS_FILE, rule: `lists ${pair}, which no file imports: take the pair off` };
  });
  return [...broken, ...circles, ...unused];
}
