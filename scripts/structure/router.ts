import { posix } from 'node:path';

/** The kinds of file in a feature: one imports those before it. */
export const KINDS = ['schema', 'policy', 'queries', 'commands', 'flows', 'router'] as const;

export type Kind = (typeof KINDS)[number];

const ROUTER = 'packages/router/src/';

/** Folders of the router beside the features. */
const FOLDERS = [
  'core',
  'settings',
  'procedures',
  'limits',
  'credentials',
  'outbox',
  'mail',
  'webhooks',
  'visibility',
  'feed',
  'query-language',
  'files',
] as const;

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
  const [first = '', second, third = '', ...more] = file.slice(ROUTER.length).split('/');
  if (second === undefined) {
    const { name, ext } = posix.parse(first);
    return { in: 'top', name, isKnown: includes(TOP_FILES, name) && ext === '.ts' };
  }
  if (first !== 'features') return { in: 'folder', folder: first, isKnown: includes(FOLDERS, first) };
  // `KIND.ts`, or one file per verb in a folder of that name.
  const { name, ext } = posix.parse(third);
  // An index is no verb.
  const isInRoom = more.length === 1 ? ext === '' && /^(?!index\.)[a-z0-9-]+\.ts$/.test(more[0] ?? '') : ext === '.ts';
  return { in: 'feature', feature: second, kind: name, isKnown: isKind(name) && isInRoom };
}

export function isKind(name: string): name is Kind {
  return includes(KINDS, name);
}

function includes(list: readonly string[], name: string): boolean {
  return list.includes(name);
}
