import { issue, label, router } from './refused.ts';

/** What stands close to a rule, and is right. */
type Allowed = [file: string, code: string];

const EMPTY = 'export {};\n';

export const allowed: Record<string, Allowed[]> = {
  'size and names': [
    ['packages/db/src/long.ts', EMPTY.repeat(250)],
    ['packages/db/src/sharing.ts', EMPTY],
    ['packages/db/src/testify.ts', EMPTY],
    ['packages/client/src/generated/utils.ts', EMPTY.repeat(251)],
    ['packages/db/testing/a.test.ts', "import { test } from 'vitest';\nimport { a } from '../src/a.ts';\n"],
    [`${router}/credentials/hashing-thread.js`, EMPTY],
  ],
  packages: [
    ['packages/mcp/src/a.ts', "import { a } from '@docket/router';\n"],
    ['apps/server/src/a.ts', "import { a } from '@docket/mcp';\n"],
    ['apps/cli/src/a.ts', "import { a } from '@docket/mcp';\n"],
  ],
  'parts and kinds': [
    [`${label}/commands.ts`, "import { a } from '../issue/commands/links.ts';\n"],
    [`${router}/features/password/flows.ts`, "import { a } from '../auth/flows/password-guard.ts';\n"],
    [`${issue}/commands/close.ts`, "import { a } from '../../user/queries.ts';\nimport { b } from '../policy.ts';\n"],
    [`${issue}/commands/close.ts`, "import { a } from '../../../registers.ts';\n"],
    [
      `${issue}/commands/close.ts`,
      "import { a } from '../../../outbox/messages.ts';\nimport { b } from './reopen.ts';\n",
    ],
    [`${issue}/queries/get.ts`, "import { a } from '../../../procedures/batch-loader.ts';\n"],
    [`${issue}/router.ts`, "import { a } from '../../procedures/procedure.ts';\n"],
    [
      `${router}/mail/a.ts`,
      "import { a } from '../features/user/queries.ts';\nimport { b } from '../features/user/commands.ts';\n",
    ],
    ...[
      "import type { Limits } from '../limits/limits.ts';\n",
      "import { type Limits } from '../limits/limits.ts';\n",
      "export type { Limits } from '../limits/limits.ts';\n",
      "export type * from '../limits/limits.ts';\n",
      "type Settings = import('../settings/settings.ts').Settings;\n",
    ].map((code): Allowed => [`${router}/core/context.ts`, code]),
    [
      `${router}/mail/a.ts`,
      "import { a } from '../features/user/schema.ts';\nimport { b } from '../features/user/policy.ts';\n",
    ],
    [`${router}/housekeeping.ts`, "import { a } from './registers.ts';\n"],
    [`${router}/root.ts`, "import { user } from './features/user/router.ts';\n"],
    [
      `${router}/docket.ts`,
      "import { a } from './features/user/commands.ts';\nimport { b } from './mail/mailer.ts';\n",
    ],
  ],
  vocabulary: [
    [
      `${issue}/schema/list.ts`,
      "import { z } from 'zod';\nimport { a } from '../../user/schema.ts';\nimport './get.ts';\n",
    ],
    [`${issue}/schema.ts`, "import { now } from '../../core/time.ts';\n"],
    [`${issue}/schema.ts`, "import { a } from '../../query-language/parse.ts';\n"],
    [`${issue}/queries.ts`, "import { a } from '../../query-language/parse.ts';\n"],
    [`${router}/query-language/a.ts`, "import { nearest } from '../core/nearest.ts';\n"],
    [`${issue}/policy.ts`, "import { now } from '../../core/time.ts';\n"],
    [`${router}/core/ids.ts`, "import { uuidv7 } from 'uuidv7';\nimport { z } from 'zod';\n"],
    [
      `${issue}/policy.ts`,
      "import { isAdmin } from '../../core/actor.ts';\nimport type { Issue } from './schema.ts';\n",
    ],
    [`${issue}/queries.ts`, "// sql`delete from issue`\nconst a = sql`select 'update' from session`;\n"],
    [`${issue}/queries.ts`, "sql`replace(title, 'a', 'b')`;\nsql`select updated_at from session for update`;\n"],
    [
      `${issue}/commands.ts`,
      "sql`delete from issue`;\n// no headers\nthrow new Error('cookie');\nconst replyTo = 1;\n",
    ],
    [`${issue}/commands.ts`, 'export const a = ({ request }) => request.address;\na ||= b?.c;\n'],
    [`${issue}/queries.ts`, 'const a = String.raw`delete from issue`;\n'],
    [`${issue}/flows.ts`, 'if (a) await b(headers);\n'],
    [`${issue}/router.ts`, "// if SQL had headers\nexport const summary = 'for a while, if ever ? yes : no';\n"],
    [`${issue}/flows.ts`, 'type A = () => void;\n'],
  ],
  tables: [
    [`${router}/limits/a.ts`, "db.selectFrom('rate_limit as r').select('r.key');\nsql`delete from rate_limit`;\n"],
    [`${router}/limits/a.ts`, "// from session\nconst a = { kind: 'user', event: 'session.created' };\n"],
    [`${router}/core/a.ts`, "const a = sql`select 'from session'`;\n"],
    [`${router}/mail/a.ts`, "db.selectFrom('user');\n"],
    [`${router}/features/user/queries.ts`, "db.selectFrom('rate_limit');\n"],
  ],
};
