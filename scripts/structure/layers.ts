import { isKind, KINDS, type Kind, type Place, placeOf } from './router.ts';
import type { Rule, SourceFile } from './source.ts';

/**
 * Files of one kind that may import the same kind of another feature. Schemas and queries may always: they are what a
 * feature shows of itself, and only circles among them would hurt, which are refused.
 */
const PAIRS: Partial<Record<Kind, Record<string, readonly string[]>>> = {
  commands: {
    bulk: ['issue'], // changes issues, as an edit of each would
    import: ['issue', 'label', 'milestone', 'project'], // makes what they make
    comment: ['attachment', 'event', 'reaction'], // the files of what is deleted go with it, and those of what moves are counted elsewhere
    issue: ['attachment', 'event', 'notification', 'relation'], // the same, and what was told of it; whoever closes a duplicate relates it
    label: ['issue'], // a deleted label is taken off the issues
    milestone: ['issue'], // the same
    template: ['issue'], // names labels and people as an issue does
    password: ['auth', 'email', 'session', 'token'], // a new password ends sessions, a reset API tokens as well
    user: ['auth', 'email', 'invitation', 'password', 'session', 'token'], // a locked account loses all of them
  },
  flows: {
    password: ['auth'], // the guard of passwords
    user: ['auth'],
  },
};

const ALWAYS: readonly string[] = ['schema', 'queries'] satisfies Kind[];

/** What of the router a folder of it may import, beside itself. */
const FOLDER_MAY_IMPORT: Record<string, readonly string[]> = {
  core: ['settings', 'limits', 'visibility', 'files', 'feed'], // only types, of the context
  settings: ['core'], // the nearest name
  limits: ['core', 'settings', 'visibility'],
  credentials: ['core', 'settings'],
  procedures: ['core', 'feed', 'limits', 'settings', 'visibility'],
  feed: ['core'],
  outbox: ['core', 'visibility'],
  mail: ['core', 'settings', 'credentials', 'outbox', 'visibility'],
  webhooks: ['core', 'settings', 'credentials', 'feed', 'visibility'],
  visibility: ['core'],
  'query-language': ['core'],
  files: ['core', 'settings'],
};

/** The kinds of a feature that a folder may import. */
const KINDS_FOR_FOLDER: Record<string, readonly string[]> = {
  mail: ['schema', 'policy', 'queries', 'commands'],
  webhooks: ['schema', 'policy', 'queries', 'commands'],
};

const FEATURE_MAY_IMPORT = [
  'core',
  'settings',
  'limits',
  'credentials',
  'visibility',
  'query-language',
  'files',
  'feed',
];

/** Files that a kind may import, of folders that features do not know otherwise. */
const FOLDERS_FOR_KIND: Partial<Record<Kind, RegExp>> = {
  queries: /\/procedures\/batch-loader\.ts$/,
  router: /\/procedures\//,
};

/** The one file of the outbox that features know. */
const MESSAGES = 'packages/router/src/outbox/messages.ts';

/** Imports that go against the order of the router's parts. */
export const checkLayers: Rule = ({ file, imports }) => {
  const from = placeOf(file);
  if (!from) return [];
  return imports.flatMap(({ specifier, target, isType }) => {
    const to = target && placeOf(target);
    const why = to && (refusal(from, to, target) ?? (isType ? undefined : refusalOfValue(from, to)));
    return why ? `imports ${specifier}: ${why}` : [];
  });
};

function refusal(from: Place, to: Place, target: string): string | undefined {
  if (from.in === 'top') return fromTop(from.name, to);
  if (to.in === 'top') return fromBelowTop(from, to.name);
  if (from.in === 'folder') return fromFolder(from.folder, to);
  return to.in === 'folder' ? fromFeatureToFolder(from.kind, to.folder, target) : betweenFeatures(from, to);
}

/** The folders that `core` may import stand on `core`. */
function refusalOfValue(from: Place, to: Place): string | undefined {
  const isDown = from.in !== 'folder' || to.in !== 'folder' || from.folder !== 'core' || to.folder === 'core';
  return isDown ? undefined : `core takes only types of ${to.folder}: hand the value in from docket.ts`;
}

function fromTop(name: string, to: Place): string | undefined {
  const isRouter = to.in === 'feature' && to.kind === 'router';
  return isRouter && name !== 'root' ? 'only root.ts knows the routers of features: take the api from it' : undefined;
}

function fromBelowTop(from: Place, name: string): string | undefined {
  const isRegistered = name === 'registers' && from.in === 'feature' && from.kind === 'commands';
  return isRegistered ? undefined : `${name}.ts puts the router together, so nothing below imports it: hand it in`;
}

function fromFolder(folder: string, to: Place): string | undefined {
  if (to.in === 'folder') {
    const isAllowed = to.folder === folder || FOLDER_MAY_IMPORT[folder]?.includes(to.folder);
    return isAllowed ? undefined : `${folder} does not stand on ${to.folder}: hand it in from docket.ts`;
  }
  if (to.in === 'feature' && KINDS_FOR_FOLDER[folder]?.includes(to.kind)) return undefined;
  return KINDS_FOR_FOLDER[folder]
    ? `${folder} knows only ${KINDS_FOR_FOLDER[folder].join(', ')} of a feature: hand it in from docket.ts`
    : `${folder} knows no feature: hand it in from docket.ts`;
}

function fromFeatureToFolder(kind: string, folder: string, target: string): string | undefined {
  if (FEATURE_MAY_IMPORT.includes(folder) || target === MESSAGES) return undefined;
  if (isKind(kind) && FOLDERS_FOR_KIND[kind]?.test(target)) return undefined;
  return folder === 'procedures'
    ? `${kind} know no procedures: the router of the feature makes them (and queries take the batch loader)`
    : `features know nothing of ${folder}: leave work in the outbox (outbox/messages.ts)`;
}

type InFeature = Extract<Place, { in: 'feature' }>;

function betweenFeatures(from: InFeature, to: InFeature): string | undefined {
  if (!isKind(from.kind) || !isKind(to.kind)) return undefined; // its name is refused
  const [low, high] = [KINDS.indexOf(to.kind), KINDS.indexOf(from.kind)];
  if (low > high)
    return `${from.kind} do not know ${to.kind}: a file imports only kinds before its own, so move one of them`;
  if (low < high || from.feature === to.feature || ALWAYS.includes(to.kind)) return undefined;
  if (PAIRS[from.kind]?.[from.feature]?.includes(to.feature)) return undefined;
  return `${from.feature} and ${to.feature} are no listed pair for ${from.kind}: go by a lower kind, or list it with its reason in structure/layers.ts`;
}

/** Pairs that are listed and that no file uses any more. */
export function findUnusedPairs(files: Iterable<SourceFile>): string[] {
  const used = new Set<string>();
  for (const { file, imports } of files) {
    for (const { target } of imports) {
      const [from, to] = [placeOf(file), target && placeOf(target)];
      if (from?.in !== 'feature' || !to || to.in !== 'feature' || from.kind !== to.kind) continue;
      used.add(`${from.feature} → ${to.feature} for ${from.kind}`);
    }
  }
  const listed = Object.entries(PAIRS).flatMap(([kind, pairs]) =>
    Object.entries(pairs).flatMap(([from, others]) => others.map((to) => `${from} → ${to} for ${kind}`)),
  );
  return listed.filter((pair) => !used.has(pair));
}
