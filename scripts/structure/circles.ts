import type { SourceFile } from './source.ts';

/**
 * Circles among product files, each once, as the path around it. Types count as well: who can be read only together
 * with the other belongs into one file, or into an order. (TypeScript would let them pass, and so would Node.)
 */
export function findCircles(files: ReadonlyMap<string, SourceFile>): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];

  function visit(file: string, path: string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) circles.push(path.slice(start));
    if (start >= 0 || done.has(file)) return;
    // A file may import another twice, as a value and as a type.
    for (const target of new Set(files.get(file)?.imports.map((one) => one.target))) {
      if (target && files.get(target)?.isProduct) visit(target, [...path, file]);
    }
    done.add(file);
  }

  for (const { file, isProduct } of files.values()) if (isProduct) visit(file, []);
  return circles;
}
