import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { findViolations } from './structure.ts';

type Tree = Record<string, string>;

const router = 'packages/router/src';
const issue = `${router}/features/issue`;
const label = `${router}/features/label`;

const TABLES: Tree = {
  'packages/db/src/tables.ts': 'export type Tables = {\n  user: 1;\n  session: 2;\n  rate_limit: 3;\n};\n',
};

function violationsIn(tree: Tree): string[] {
  const root = temporaryFolder();
  for (const [file, code] of Object.entries({ ...TABLES, ...tree })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
  }
  return findViolations(root).map(({ file, rule }) => `${file} ${rule}`);
}

test('finds nothing wrong with Docket', () => {
  expect(findViolations(resolve(import.meta.dirname, '..'))).toEqual([]);
});

const EMPTY = 'export {};\n';

/** A file that breaks one rule, and what is said of it. */
const refused: Record<string, [file: string, code: string, rule: string][]> = {
  'size and names': [
    ['packages/db/src/long.ts', EMPTY.repeat(251), 'has 251 lines'],
    ['tests/abuse/long.test.ts', EMPTY.repeat(251), 'has 251 lines'],
    ['packages/db/testing/long.test.ts', EMPTY.repeat(251), 'has 251 lines'],
    ['packages/db/src/empty.ts', '', 'is empty'],
    ['packages/db/src/utils.ts', EMPTY, 'name that says nothing'],
    ['apps/cli/src/helpers/a.ts', EMPTY, 'name that says nothing'],
    [`${issue}/service.ts`, EMPTY, 'no kind of file in a feature'],
    [`${issue}/helper-functions/a.ts`, EMPTY, 'no kind of file in a feature'],
    [`${issue}/commands/deep/close.ts`, EMPTY, 'no kind of file in a feature'],
    [`${router}/services/a.ts`, EMPTY, 'services/ is not on the list'],
    [`${router}/everything.ts`, EMPTY, 'everything.ts is not on the list'],
  ],
  'test code': [
    ['packages/db/src/sqlite/a.test.ts', EMPTY, 'test code below src'],
    ['packages/db/src/testing-world.ts', EMPTY, 'test code below src'],
    ['apps/cli/src/testing/a.ts', EMPTY, 'test code below src'],
    ['packages/db/src/a.ts', "import { test } from 'vitest';\n", 'product code knows no test code'],
    ['packages/db/src/a.ts', "import { a } from '@docket/kit/database';\n", 'product code knows no test code'],
  ],
  packages: [
    ['packages/db/src/a.ts', "import '@docket/router';\n", 'against the direction'],
    ['packages/rest/src/a.ts', "export { a } from '@docket/db';\n", 'against the direction'],
    ['packages/client/src/a.ts', "import type { A } from '@docket/router';\n", 'against the direction'],
    ['packages/router/src/core/a.ts', "const a = await import('@docket/rest');\n", 'against the direction'],
    ['packages/rest/src/a.ts', "import { a } from '../../router/src/index.ts';\n", 'outside of packages/rest'],
    ['packages/new/src/a.ts', EMPTY, 'not declared'],
  ],
  'parts of the router': [
    [`${router}/core/a.ts`, "import { a } from '../features/issue/queries.ts';\n", 'core knows no feature'],
    [`${router}/limits/a.ts`, "import type { A } from '../features/auth/schema.ts';\n", 'limits knows no feature'],
    [`${router}/core/a.ts`, "import { a } from '../mail/templates.ts';\n", 'core does not stand on mail'],
    [`${router}/outbox/runner.ts`, "import { a } from '../mail/delivery.ts';\n", 'outbox does not stand on mail'],
    [`${router}/mail/a.ts`, "import { a } from '../features/auth/flows/login.ts';\n", 'mail knows no feature'],
    [`${router}/mail/a.ts`, "import { a } from '../docket.ts';\n", 'docket.ts puts the router together'],
    [`${issue}/commands.ts`, "import { a } from '../../mail/templates.ts';\n", 'know nothing of mail'],
    [`${issue}/commands.ts`, "import { a } from '../../outbox/runner.ts';\n", 'know nothing of outbox'],
    [`${issue}/queries.ts`, "import { a } from '../../registers.ts';\n", 'registers.ts puts the router together'],
  ],
  kinds: [
    [`${issue}/schema.ts`, "import { a } from './queries.ts';\n", 'schema do not know queries'],
    [`${issue}/policy.ts`, "import { a } from './queries/get.ts';\n", 'policy do not know queries'],
    [`${issue}/queries/get.ts`, "import { a } from '../commands/close.ts';\n", 'queries do not know commands'],
    [`${issue}/commands/close.ts`, "import { a } from '../../auth/flows/login.ts';\n", 'commands do not know flows'],
    [`${issue}/queries.ts`, "export { a } from '../user/router.ts';\n", 'queries do not know router'],
    [`${issue}/router.ts`, "import { user } from '../user/router.ts';\n", 'no listed pair for router'],
    [`${issue}/commands/close.ts`, "import { a } from '../../user/commands.ts';\n", 'no listed pair for commands'],
    [`${issue}/flows.ts`, "import { a } from '../auth/flows/login.ts';\n", 'no listed pair for flows'],
  ],
  vocabulary: [
    [`${issue}/schema.ts`, "import '../../core/pagination.ts';\n", 'runs in a browser'],
    [`${issue}/schema.ts`, "import { createHash } from 'node:crypto';\n", 'runs in a browser'],
    [`${issue}/policy.ts`, "import type { Reader } from '@docket/db';\n", 'a pure yes or no'],
    [`${issue}/queries.ts`, "db.insertInto('issue');\n", 'queries read'],
    [`${issue}/queries/get.ts`, 'sql`delete from issue`;\n', 'queries read'],
    [`${issue}/queries/get.ts`, 'sql<{ id: string }>`\n  UPDATE issue set a = 1`;\n', 'queries read'],
    [`${issue}/queries/get.ts`, 'sql`with a as (select 1) insert into issue select 1`;\n', 'queries read'],
    [`${issue}/queries/get.ts`, "import type { Context } from '../../../core/context.ts';\n", 'queries read'],
    [`${issue}/commands/close.ts`, 'export const a = (headers: object) => headers;\n', 'nothing of HTTP'],
    [`${issue}/commands/close.ts`, "import { a } from '../../../core/context.ts';\n", 'nothing of HTTP'],
    [`${issue}/flows/close.ts`, "db.selectFrom('issue');\n", 'hold no SQL'],
    [`${issue}/flows/close.ts`, 'sql`select 1`;\n', 'hold no SQL'],
    [`${issue}/router.ts`, 'export const a = (b: boolean) => {\n  if (b) return 1;\n};\n', 'a router is a manifest'],
    [`${issue}/router.ts`, "db.selectFrom('issue');\n", 'a router is a manifest'],
  ],
  promises: [
    [`${issue}/commands/close.ts`, 'void recordEvent(db, event);\n', 'wait for what it begins'],
    ['packages/db/src/a.ts', 'const a = async () => void (db.write(b));\n', 'wait for what it begins'],
    [`${issue}/flows/close.ts`, 'const a = () => void db.write(b);\n', 'wait for what it begins'],
  ],
  tables: [
    [`${router}/limits/a.ts`, "db.selectFrom('session').select('id');\n", 'names the table session'],
    [`${router}/core/a.ts`, "db.innerJoin('user as author', 'a', 'b');\n", 'names the table user'],
    [`${router}/credentials/a.ts`, 'sql`select 1 from session`;\n', 'names the table session'],
    [`${router}/outbox/a.ts`, "db.deleteFrom('rate_limit');\n", 'names the table rate_limit'],
  ],
};

test.each(Object.values(refused).flat())('refuses %s, with %j', (file, code, rule) => {
  expect(violationsIn({ [file]: code })).toContainEqual(expect.stringContaining(rule));
});

test.each([
  ['commands', `${issue}/commands/close.ts`, `${issue}/commands/reopen.ts`, './reopen.ts', './close.ts'],
  ['files of two features', `${issue}/queries.ts`, `${label}/queries.ts`, '../label/queries.ts', '../issue/queries.ts'],
])('refuses a circle of two %s, once', (_what, one, other, toOther, toOne) => {
  const tree = { [one]: `import { b } from '${toOther}';\n`, [other]: `import type { a } from '${toOne}';\n` };
  expect(violationsIn(tree)).toEqual([`${one} stands in a circle of imports: ${other} → ${one}`]);
});

/** What stands close to a rule, and is right. */
const allowed: [file: string, code: string][] = [
  [`${label}/commands.ts`, "import { a } from '../issue/commands/links.ts';\n"],
  [`${issue}/commands/close.ts`, "import { a } from '../../user/queries.ts';\nimport { b } from '../policy.ts';\n"],
  [`${issue}/commands/close.ts`, "import { a } from '../../../registers.ts';\n"],
  [
    `${issue}/commands/close.ts`,
    "import { a } from '../../../outbox/messages.ts';\nimport { b } from './reopen.ts';\n",
  ],
  [`${issue}/schema/list.ts`, "import { z } from 'zod';\nimport { a } from '../../user/schema.ts';\n"],
  [`${issue}/router.ts`, "// if SQL had headers\nexport const summary = 'for a while, if ever';\n"],
  [`${issue}/queries.ts`, "// sql`delete from issue`\nconst a = sql`select 'update' from issue`;\n"],
  [`${router}/mail/a.ts`, "import { a } from '../features/user/queries.ts';\n"],
  [`${router}/limits/a.ts`, "db.selectFrom('rate_limit');\n"],
  [`${router}/docket.ts`, "import { a } from './features/user/commands.ts';\nimport { b } from './mail/mailer.ts';\n"],
];

test.each(allowed)('allows %s, with %j', (file, code) => {
  expect(violationsIn({ [file]: code })).toEqual([]);
});
