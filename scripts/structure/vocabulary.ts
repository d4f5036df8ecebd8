import { isKind, type Kind, placeOf } from './router.ts';
import { type SourceFile, withoutComments, withoutProse } from './source.ts';

type Vocabulary = {
  /** What it must not import. */
  imports?: RegExp;
  /** Words that its code must not have. */
  words?: RegExp;
  /** What must not stand in its code or its text, such as SQL. */
  text?: RegExp;
  why: string;
};

const SQL_METHODS = String.raw`\.(selectFrom|insertInto|replaceInto|mergeInto|updateTable|deleteFrom)\(`;

/** Raw SQL that writes, at its beginning or after `with … (…)`. */
const WRITING_SQL =
  /\bsql(?:<[^`]*>)?`\s*(?:with\b[^`]*?\)\s*)?(insert|update|delete|replace|merge|create|drop|alter|truncate)\b/i;

const VOCABULARY: Record<Kind, Vocabulary> = {
  schema: {
    imports: /^(?!zod$|.*\/schema(\/[\w-]+)?\.ts$|.*\/core\/(ids|scopes|time)\.ts$)/,
    why: 'a schema runs in a browser, so it imports only zod, ids, scopes, time and schemas',
  },
  policy: {
    imports: /^(kysely|@docket\/db|node:)/,
    why: 'a policy is a pure yes or no, and has no database',
  },
  queries: {
    imports: /core\/context\.ts$/,
    words: /\.(transaction|write|insertInto|replaceInto|mergeInto|updateTable|deleteFrom)\(/,
    text: WRITING_SQL,
    why: 'queries read, and know neither context nor transaction',
  },
  commands: {
    imports: /core\/(context|request)\.ts$|^(fastify|node:http)/,
    words: /\b(headers?|cookies?|statusCode|FastifyRequest|reply)\b/,
    why: 'commands know nothing of HTTP and its context',
  },
  flows: {
    imports: /^kysely/,
    words: new RegExp(SQL_METHODS),
    text: /\bsql(?:<[^`]*>)?`/,
    why: 'flows put commands and queries in order, and hold no SQL',
  },
  router: {
    imports: /^(kysely|@docket\/db)/,
    words: new RegExp(String.raw`\b(if|switch|for|while|TRPCError)\b|\? [^:]+:|${SQL_METHODS}`),
    why: 'a router is a manifest: no SQL, no branching, no TRPCError',
  },
};

/** What a file of this kind must not import or say. */
export function checkVocabulary({ file, imports, code }: SourceFile): string | undefined {
  const place = placeOf(file);
  if (place?.in !== 'feature' || !isKind(place.kind)) return undefined;
  const { kind } = place;
  const { imports: refused, words, text, why } = VOCABULARY[kind];
  const wrong =
    refused &&
    imports.find(({ specifier, isType }) => refused.test(specifier) && !isRequestType(kind, specifier, isType));
  if (wrong) return `imports ${wrong.specifier}: ${why}`;
  const said = words?.exec(withoutProse(code))?.[0] ?? text?.exec(withoutComments(code))?.[0];
  return said && `says "${said.replace(/\s+/g, ' ')}": ${why}`;
}

/** A call is answered when what it does is done: `void` in place of `await` answers before. */
export function checkPromises({ file, code }: SourceFile): string | undefined {
  if (!/^packages\/(router|db)\/src\//.test(file)) return undefined;
  const [dropped] = /\bvoid\s+[\w$(][^;\n]*/.exec(withoutProse(code)) ?? [];
  return dropped && `says "${dropped}": wait for what it begins`;
}

/** A session keeps the address and the agent that it was begun with: a command may name their type. */
function isRequestType(kind: Kind, specifier: string, isType: boolean): boolean {
  return kind === 'commands' && isType && specifier.endsWith('core/request.ts');
}
