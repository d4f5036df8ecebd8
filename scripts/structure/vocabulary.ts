import { isKind, type Kind, placeOf } from './router.ts';
import type { Import, Rule, SourceFile } from './source.ts';
import { writingWords } from './sql.ts';
import { wordsOf } from './words.ts';

type Vocabulary = {
  /** Whether it must not import this. */
  refuses?: (one: Import) => boolean;
  /** What its code must not say, as it says it. */
  says?: (source: SourceFile) => (string | undefined)[];
  why: string;
};

const WRITING_METHODS = ['insertInto', 'replaceInto', 'mergeInto', 'updateTable', 'deleteFrom'];

const SQL_METHODS = ['selectFrom', 'selectNoFrom', ...WRITING_METHODS];

const DATABASE = /^(kysely|@docket\/db|node:sqlite|pg)(\/|$)/;

const ROUTER = 'packages/router/src/';

/** Files of `core` that run in a browser as well. */
const BROWSER_CORE = ['schema', 'event-types', 'ids', 'local-time', 'nearest', 'scopes', 'text', 'time'].map(
  (name) => `${ROUTER}core/${name}.ts`,
);

/** The language of queries: schemas and the client take it. */
const BROWSER_FOLDER = `${ROUTER}query-language/`;

const BROWSER_PACKAGES = ['zod', 'uuidv7'];

/** Files of `core` about a call and the request that it came with. */
const OF_THE_CALL = ['context', 'request'].map((name) => `${ROUTER}core/${name}.ts`);

const PURE_CORE = ['actor', 'event-types', 'scopes', 'time'].map((name) => `${ROUTER}core/${name}.ts`);

/** The web's `Request` is one; `request` in lower case may hold what a flow took from it. */
const HTTP_NAMES = /^(reply|statusCode|status_code|Request|Response|IncomingMessage|ServerResponse)$/;

const VOCABULARY: Record<Kind, Vocabulary> = {
  schema: {
    refuses: (one) => one.specifier !== 'zod' && !isBrowserFile(one),
    says: ({ names }) => ['process', 'Buffer'].filter((name) => names.has(name)),
    why: 'a schema runs in a browser, so it takes only zod, schemas, query-language/, and core/{schema,event-types,ids,local-time,nearest,scopes,text,time}.ts',
  },
  policy: {
    refuses: ({ target }) => !target || !(PURE_CORE.includes(target) || isFeatureKind(target, ['schema', 'policy'])),
    why: 'a policy is a pure yes or no of actors and rows: hand in what it asks for',
  },
  queries: {
    refuses: ({ target }) => target === `${ROUTER}core/context.ts`,
    says: ({ members, names, sql }) => [
      ...['Writer', 'insertAllInto'].filter((name) => names.has(name)),
      ...['transaction', 'startTransaction', 'write', ...WRITING_METHODS].filter((name) => members.has(name)),
      ...sql.map(writingWords),
    ],
    why: 'queries read, and know neither context nor transaction: write in commands',
  },
  commands: {
    refuses: ({ specifier, target }) =>
      /^(@?fastify\b|@trpc\/|node:https?$|node:http2$)/.test(specifier) || OF_THE_CALL.includes(target ?? ''),
    says: ({ names }) => [...names].filter(isOfHttp),
    why: 'commands know nothing of HTTP and its context: read it in a flow, and hand in what it says',
  },
  flows: {
    refuses: ({ specifier }) => /^kysely(\/|$)/.test(specifier),
    says: ({ members, sql }) => [...SQL_METHODS.filter((name) => members.has(name)), ...sql],
    why: 'flows put commands and queries in order, and hold no SQL: move it to one of those',
  },
  router: {
    refuses: ({ specifier }) => DATABASE.test(specifier),
    says: ({ members, names, sql, branches }) => [
      ...SQL_METHODS.filter((name) => members.has(name)),
      ...(names.has('TRPCError') ? ['TRPCError'] : []),
      ...sql,
      ...branches,
    ],
    why: 'a router is a manifest, without SQL, branching and TRPCError: move it to queries, commands or flows',
  },
};

/** What a file of this kind must not import or say. */
export const checkVocabulary: Rule = (source) => {
  const place = placeOf(source.file);
  if (place?.in !== 'feature' || !isKind(place.kind)) return [];
  const { refuses, says, why } = VOCABULARY[place.kind];
  const said = (says?.(source) ?? []).flatMap((one) => one ?? []);
  return [
    ...source.imports.filter((one) => refuses?.(one)).map(({ specifier }) => `imports ${specifier}: ${why}`),
    ...said.map((one) => `says "${oneLine(one)}": ${why}`),
  ];
};

/** Schemas import these, so what these import comes along. */
export const checkBrowserCore: Rule = ({ file, imports, names }) => {
  const isOfLanguage = file.startsWith(BROWSER_FOLDER);
  if (!BROWSER_CORE.includes(file) && !isOfLanguage) return [];
  const packages = isOfLanguage ? [] : BROWSER_PACKAGES;
  const why = 'schemas import this file, so it runs in a browser; move that away';
  return [
    ...imports
      .filter((one) => !packages.includes(one.specifier) && !isBrowserFile(one))
      .map(({ specifier }) => `imports ${specifier}: ${why}`),
    ...(isOfLanguage ? ['process', 'Buffer'].filter((name) => names.has(name)) : []).map(
      (name) => `says "${name}": ${why}`,
    ),
  ];
};

/** A call is answered when what it does is done: `void` in place of `await` answers before. */
export const checkPromises: Rule = ({ file, dropped }) => {
  if (!/^packages\/(router|db)\/src\//.test(file)) return [];
  return dropped.map((one) => `says "${oneLine(one)}": wait for what it begins`);
};

function isBrowserFile({ target }: Import): boolean {
  if (target === undefined) return false;
  return BROWSER_CORE.includes(target) || target.startsWith(BROWSER_FOLDER) || isFeatureKind(target, ['schema']);
}

function isFeatureKind(file: string, kinds: readonly Kind[]): boolean {
  const place = placeOf(file);
  return place?.in === 'feature' && kinds.some((kind) => kind === place.kind);
}

/** `requestHeaders` and `setCookie` as well. A reply may be one to a comment, so that counts only alone. */
function isOfHttp(name: string): boolean {
  return wordsOf(name).some((word) => /^(headers?|cookies?|https?|fastify)$/.test(word)) || HTTP_NAMES.test(name);
}

function oneLine(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
