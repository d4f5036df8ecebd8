import type { SourceFile } from './source.ts';

/** Which workspace packages a package may import. Tests and scripts are free. */
const DIRECTION: Record<string, readonly string[]> = {
  'packages/db': [],
  'packages/router': ['@docket/db'],
  'packages/rest': ['@docket/router'],
  'packages/mcp': ['@docket/router'],
  'packages/client': [],
  'apps/server': ['@docket/rest', '@docket/mcp', '@docket/router'],
  'apps/cli': ['@docket/rest', '@docket/mcp', '@docket/router'],
};

/** db ← router ← rest, mcp ← apps; the client imports none of them. */
export function checkDirection({ file, imports, isProduct }: SourceFile): string | undefined {
  if (!isProduct) return undefined;
  const home = file.split('/').slice(0, 2).join('/');
  const allowed = DIRECTION[home];
  if (!allowed) return `is in ${home}, whose place in the direction of imports is not declared`;
  for (const { specifier, target } of imports) {
    const isForeign = specifier.startsWith('@docket/') && !allowed.includes(specifier.split('/').slice(0, 2).join('/'));
    if (isForeign) return `imports ${specifier}, against the direction of the packages`;
    if (target && !target.startsWith(`${home}/`))
      return `imports ${specifier}, which is outside of ${home}: take its package`;
  }
  return undefined;
}
