import type { SourceFile } from './source.ts';

/**
 * Circles among product files, each once, as the path around it. Types count as well: who can be read only together
 * with the other belongs into one file, or into an order.
 */
export function findCircles(files: readonly SourceFile[]): string[][] {
  const product = new Map(files.filter(({ isProduct }) => isProduct).map((one) => [one.file, one]));
  const done = new Set<string>();
  const circles: string[][] = [];

  function visit(file: string, path: string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) circles.push(path.slice(start));
    if (start >= 0 || done.has(file)) return;
    for (const { target } of product.get(file)?.imports ?? []) {
      if (target && product.has(target)) visit(target, [...path, file]);
    }
    done.add(file);
  }

  for (const file of product.keys()) visit(file, []);
  return circles;
}
