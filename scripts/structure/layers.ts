import { isKind, KINDS, type Kind, type Place, placeOf } from './router.ts';
import type { SourceFile } from './source.ts';

/**
 * Files of one kind that may import the same kind of another feature. Schemas and queries may always: they are what a
 * feature shows of itself, and only circles among them would hurt, which are refused.
 */
const PAIRS: Partial<Record<Kind, Record<string, readonly string[]>>> = {
  commands: {
    import: ['issue', 'label'], // makes what they make
    label: ['issue'], // a deleted label is taken off the issues
    password: ['auth', 'session'], // a new password ends sessions and forgives guesses
    user: ['auth', 'password', 'session', 'token'], // a locked account loses all of them
  },
  flows: {
    password: ['auth'], // the guard of passwords
  },
};

const ALWAYS: readonly string[] = ['schema', 'queries'] satisfies Kind[];

/** What of the router a folder of it may import, beside itself. */
const FOLDER_MAY_IMPORT: Record<string, readonly string[]> = {
  core: ['settings', 'limits'], // types of the context
  settings: [],
  limits: ['core', 'settings'],
  credentials: ['core', 'settings'],
  procedures: ['core', 'limits', 'settings'],
  outbox: ['core'],
  mail: ['core', 'settings', 'credentials', 'outbox'],
};

/** The kinds of a feature that a folder may import. */
const KINDS_FOR_FOLDER: Record<string, readonly string[]> = { mail: ['schema', 'policy', 'queries', 'commands'] };

/** The one file of the outbox that features know. */
const MESSAGES = 'packages/router/src/outbox/messages.ts';

const FEATURE_MAY_IMPORT = ['core', 'settings', 'limits', 'credentials', 'procedures'];

/** Imports that go against the order of the router's parts. */
export function checkLayers({ file, imports }: SourceFile): string | undefined {
  const from = placeOf(file);
  if (!from) return undefined;
  for (const { specifier, target } of imports) {
    const to = target && placeOf(target);
    const why = to && refusal(from, to, target);
    if (why) return `imports ${specifier}: ${why}`;
  }
  return undefined;
}

function refusal(from: Place, to: Place, target: string): string | undefined {
  if (from.in === 'top') return undefined;
  if (to.in === 'top') return fromBelowTop(from, to.name);
  if (from.in === 'folder') return fromFolder(from.folder, to);
  return to.in === 'folder' ? fromFeatureToFolder(to.folder, target) : betweenFeatures(from, to);
}

function fromBelowTop(from: Place, name: string): string | undefined {
  const isRegistered = name === 'registers' && from.in === 'feature' && from.kind === 'commands';
  return isRegistered ? undefined : `${name}.ts puts the router together, so nothing below imports it`;
}

function fromFolder(folder: string, to: Place): string | undefined {
  if (to.in === 'folder') {
    const isAllowed = to.folder === folder || FOLDER_MAY_IMPORT[folder]?.includes(to.folder);
    return isAllowed ? undefined : `${folder} does not stand on ${to.folder}`;
  }
  if (to.in === 'feature' && KINDS_FOR_FOLDER[folder]?.includes(to.kind)) return undefined;
  return `${folder} knows no feature: hand it in from docket.ts`;
}

function fromFeatureToFolder(folder: string, target: string): string | undefined {
  if (FEATURE_MAY_IMPORT.includes(folder) || target === MESSAGES) return undefined;
  return `features leave work in the outbox (outbox/messages.ts), and know nothing of ${folder}`;
}

type InFeature = Extract<Place, { in: 'feature' }>;

function betweenFeatures(from: InFeature, to: InFeature): string | undefined {
  if (!isKind(from.kind) || !isKind(to.kind)) return undefined; // its name is refused
  const [low, high] = [KINDS.indexOf(to.kind), KINDS.indexOf(from.kind)];
  if (low > high) return `${from.kind} do not know ${to.kind}: a file imports only kinds before its own`;
  if (low < high || from.feature === to.feature || ALWAYS.includes(to.kind)) return undefined;
  if (PAIRS[from.kind]?.[from.feature]?.includes(to.feature)) return undefined;
  return `${from.feature} and ${to.feature} are no listed pair for ${from.kind} (scripts/structure/layers.ts)`;
}
