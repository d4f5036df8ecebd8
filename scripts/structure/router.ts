import { posix } from 'node:path';

/** The kinds of file in a feature: one imports those before it. */
export const KINDS = ['schema', 'policy', 'queries', 'commands', 'flows', 'router'] as const;

export type Kind = (typeof KINDS)[number];

const ROUTER = 'packages/router/src/';

/** Folders of the router beside the features. */
const FOLDERS = ['core', 'settings', 'procedures', 'limits', 'credentials', 'outbox', 'mail'] as const;

/** Files at its top, which put it together. */
const TOP_FILES = ['catalog', 'docket', 'housekeeping', 'index', 'registers', 'root'] as const;

/** Where a file of the router lies. */
export type Place =
  | { in: 'feature'; feature: string; kind: string; isKnown: boolean }
  | { in: 'folder'; folder: string; isKnown: boolean }
  | { in: 'top'; name: string; isKnown: boolean };

/** Undefined for a file that is not the router's. */
export function placeOf(file: string): Place | undefined {
  if (!file.startsWith(ROUTER)) return undefined;
  const [first = '', second = '', third, ...more] = file.slice(ROUTER.length).split('/');
  if (first === 'features') {
    // `KIND.ts`, or one file per verb in a folder of that name.
    const kind = third === undefined ? '' : posix.parse(third).name;
    const isKnown = isKind(kind) && (more.length === 0 ? third?.endsWith('.ts') : more.length === 1);
    return { in: 'feature', feature: second, kind, isKnown: isKnown === true };
  }
  if (second === '')
    return { in: 'top', name: posix.parse(first).name, isKnown: includes(TOP_FILES, posix.parse(first).name) };
  return { in: 'folder', folder: first, isKnown: includes(FOLDERS, first) };
}

export function isKind(name: string): name is Kind {
  return includes(KINDS, name);
}

function includes(list: readonly string[], name: string): boolean {
  return list.includes(name);
}
