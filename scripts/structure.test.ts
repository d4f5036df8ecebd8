import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { findViolations } from './structure.ts';

function treeOf(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
  }
  return root;
}

test('finds nothing wrong with Docket', () => {
  expect(findViolations(resolve(import.meta.dirname, '..'))).toEqual([]);
});

const feature = 'packages/router/src/features/issue';

test.each([
  ['packages/db/src/long.ts', 'export {};\n'.repeat(251), 'has 251 lines'],
  ['tests/abuse/long.test.ts', 'export {};\n'.repeat(251), 'has 251 lines'],
  ['packages/db/src/empty.ts', '', 'is empty'],
  ['packages/db/src/utils.ts', 'export {};\n', 'name that says nothing'],
  ['packages/db/src/a.ts', "import '@docket/router';\n", 'against the direction'],
  ['packages/client/src/a.ts', "import type { A } from '@docket/router';\n", 'against the direction'],
  ['packages/new/src/a.ts', 'export {};\n', 'not declared'],
  ['packages/router/src/core/a.ts', "import { a } from '../features/issue/queries.ts';\n", 'not for it'],
  ['packages/router/src/core/a.ts', "import { a } from '../outbox/mail.ts';\n", 'not for it'],
  ['packages/router/src/outbox/a.ts', "import { a } from '../features/auth/sessions.ts';\n", 'not for it'],
  ['packages/router/src/outbox/a.ts', "import { a } from '../docket.ts';\n", 'not for it'],
  [`${feature}/commands.ts`, "import { a } from '../../outbox/mail.ts';\n", 'not for it'],
  [`${feature}/queries.ts`, "export { a } from '../user/router.ts';\n", 'not for it'],
  [`${feature}/queries.ts`, "import { a } from '../auth/access-token.ts';\n", 'not for it'],
  [`${feature}/schema.ts`, "import '../../core/pagination.ts';\n", 'runs in a browser'],
  [`${feature}/router.ts`, 'export const a = (b: boolean) => {\n  if (b) return 1;\n};\n', 'a router is a manifest'],
  [`${feature}/router.ts`, "db.selectFrom('issue');\n", 'a router is a manifest'],
  [`${feature}/queries.ts`, "db.insertInto('issue');\n", 'queries read'],
  [`${feature}/commands.ts`, 'export const a = (headers: object) => headers;\n', 'nothing of HTTP'],
  [`${feature}/policy.ts`, "import type { Reader } from '@docket/db';\n", 'a pure yes or no'],
])('finds what is wrong with %s', (file, code, rule) => {
  expect(findViolations(treeOf({ [file]: code }))).toEqual([{ file, rule: expect.stringContaining(rule) }]);
});

test('takes no offence at words in comments and texts', () => {
  const code = "// if SQL had headers\nexport const summary = 'for a while, if ever';\n";
  expect(findViolations(treeOf({ [`${feature}/router.ts`]: code }))).toEqual([]);
});
