import type { Rule } from './source.ts';

/** Which workspace packages a package may import. Tests and scripts are free. */
const DIRECTION: Record<string, readonly string[]> = {
  'packages/db': [],
  'packages/router': ['@docket/db'],
  'packages/rest': ['@docket/router'],
  'packages/mcp': ['@docket/router'],
  'packages/client': [],
  'apps/server': ['@docket/rest', '@docket/mcp', '@docket/router'],
  'apps/cli': ['@docket/client', '@docket/rest', '@docket/mcp', '@docket/router'],
};

/** db ← router ← rest, mcp ← apps; the client imports none of them. */
export const checkDirection: Rule = ({ file, imports, isProduct }) => {
  if (!isProduct) return [];
  const home = file.split('/').slice(0, 2).join('/');
  const allowed = DIRECTION[home];
  if (!allowed)
    return [`is in ${home}, which has no place in the direction of packages: add it to structure/packages.ts`];
  return imports.flatMap(({ specifier, target }) => {
    if (target && !target.startsWith(`${home}/`))
      return `imports ${specifier}, which is outside of ${home}: import the package by its name`;
    const isForeign = specifier.startsWith('@docket/') && !allowed.includes(specifier.split('/').slice(0, 2).join('/'));
    return isForeign && !specifier.startsWith('@docket/kit')
      ? `imports ${specifier}, against the direction of the packages: move what it needs down, or hand it in`
      : [];
  });
};
