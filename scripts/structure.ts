import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** A rule of the structure that a file does not keep. */
export type Violation = { file: string; rule: string };

type SourceFile = { file: string; lines: number; imports: string[]; code: string };

const MAX_LINES = 250;

/** Which workspace packages a package may import. Tests and scripts are free. */
const DIRECTION: Record<string, string[]> = {
  'packages/db': [],
  'packages/router': ['@docket/db'],
  'packages/rest': ['@docket/router'],
  'packages/client': [],
  'apps/server': ['@docket/rest', '@docket/router'],
  'apps/cli': ['@docket/rest', '@docket/router'],
};

const BANNED_NAMES = /(^|\/)(utils?|helpers?|common|manager|misc|shared)(\/|\.ts$)/;

/** What a file of this name in a feature folder must not import or say. */
const VOCABULARY: Record<string, { imports?: RegExp; code?: RegExp; why: string }> = {
  'schema.ts': {
    imports: /^(?!zod$|.*\/(schema|ids|scopes)\.ts$)/,
    why: 'a schema runs in a browser, so it imports only zod, ids, scopes and schemas',
  },
  'router.ts': {
    imports: /^(kysely|@docket\/db)/,
    code: /\b(if|switch|for|while|TRPCError)\b|\? [^:]+:|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/,
    why: 'a router is a manifest: no SQL, no branching, no TRPCError',
  },
  'queries.ts': {
    imports: /core\/(context|trpc|procedures)\.ts$/,
    code: /\.(transaction|write|insertInto|updateTable|deleteFrom)\(/,
    why: 'queries read, and know neither context nor transaction',
  },
  'commands.ts': { code: /\b(headers?|cookies?|FastifyRequest)\b/, why: 'commands know nothing of HTTP' },
  'policy.ts': { imports: /^(kysely|@docket\/db|node:)|queries|commands/, why: 'a policy is a pure yes or no' },
};

/** Everything in the tree at `root` that does not keep the structure (see ARCHITECTURE.md and CONTRIBUTING.md). */
export function findViolations(root: string): Violation[] {
  const files = globSync(
    ['{packages,apps}/*/{src,scripts,testing}/**/*.ts', '{tests,bench,scripts,examples}/**/*.ts'],
    {
      cwd: root,
    },
  )
    .filter((file) => !file.includes('/generated/') && !file.includes('node_modules'))
    .sort();
  return files.flatMap((file) => check(readSource(root, file)));
}

function readSource(root: string, file: string): SourceFile {
  const code = readFileSync(join(root, file), 'utf8');
  const { module } = parseSync(file, code);
  const reexports = module.staticExports.flatMap((one) => one.entries.map((entry) => entry.moduleRequest));
  const imports = [...module.staticImports.map((one) => one.moduleRequest), ...reexports];
  return { file, code, lines: code.split('\n').length - 1, imports: imports.flatMap((one) => one?.value ?? []) };
}

function check(source: SourceFile): Violation[] {
  const broken: (string | undefined)[] = [checkLength(source), checkName(source)];
  const isProductCode = source.file.includes('/src/') && !source.file.endsWith('.test.ts');
  if (isProductCode) broken.push(checkDirection(source), checkLayer(source), checkVocabulary(source));
  return broken.flatMap((rule) => (rule ? { file: source.file, rule } : []));
}

function checkLength({ lines }: SourceFile): string | undefined {
  if (lines === 0) return 'is empty';
  return lines > MAX_LINES ? `has ${lines} lines, more than ${MAX_LINES}` : undefined;
}

function checkName({ file }: SourceFile): string | undefined {
  return BANNED_NAMES.test(file) ? 'has a name that says nothing about what is in it' : undefined;
}

function checkDirection({ file, imports }: SourceFile): string | undefined {
  const home = file.split('/').slice(0, 2).join('/');
  const allowed = DIRECTION[home];
  if (!allowed) return `is in ${home}, whose place in the import direction is not declared`;
  const wrong = imports.find(
    (one) => one.startsWith('@docket/') && !allowed.includes(one.split('/').slice(0, 2).join('/')),
  );
  return wrong && `imports ${wrong}, against the direction of the packages`;
}

/** What a layer of the router must not import: core ← features ← outbox, root ← docket. */
const NOT_FOR_LAYER: Record<string, RegExp> = {
  core: /features\/|^(\.\.\/)+outbox\//,
  // Of another feature only these four are for everyone.
  features:
    /^\.\.\/\w+\/(?!(schema|queries|commands|policy|flows\/password-guard)\.ts$)|^(\.\.\/)+outbox\/(?!messages\.ts$)/,
  outbox: /features\/\w+\/(?!(schema|queries|commands|policy)\.ts$)/,
};

function checkLayer({ file, imports }: SourceFile): string | undefined {
  const [, layer = ''] = /^packages\/router\/src\/(core|features|outbox)\//.exec(file) ?? [];
  const notForIt = NOT_FOR_LAYER[layer];
  if (!notForIt) return undefined;
  const isAbove = (one: string) => /^(\.\.\/)+(root|docket|catalog|index)\.ts$/.test(one);
  const wrong = imports.find((one) => isAbove(one) || notForIt.test(one));
  return wrong && `imports ${wrong}, which is not for it`;
}

function checkVocabulary({ file, imports, code }: SourceFile): string | undefined {
  const [, name = ''] = /^packages\/router\/src\/features\/\w+\/(.+)$/.exec(file) ?? [];
  const vocabulary = VOCABULARY[name];
  if (!vocabulary) return undefined;
  const wrongImport = vocabulary.imports && imports.find((one) => vocabulary.imports?.test(one));
  if (wrongImport) return `imports ${wrongImport}: ${vocabulary.why}`;
  const wrongCode = vocabulary.code?.exec(withoutProse(code))?.[0];
  return wrongCode && `says "${wrongCode}": ${vocabulary.why}`;
}

/** Code without comments and strings, in which words mean nothing. */
function withoutProse(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '');
}
