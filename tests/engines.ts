// Every test file runs twice, on SQLite and on PostgreSQL, but for these. `engines.test.ts` checks it.

import { isLong } from './faults/figures.ts';

type OneEngine = { on: 'sqlite' | 'postgresql' | 'none'; because: string };

const openNoDatabase = [
  'apps/cli/testing/failure.test.ts',
  'apps/cli/testing/new-migration.test.ts',
  'apps/server/testing/http-server.test.ts',
  'apps/server/testing/log.test.ts',
  'apps/server/testing/observe/error-event.test.ts',
  'apps/server/testing/observe/spans.test.ts',
  'apps/server/testing/rpc.test.ts',
  'packages/client/testing/contract.test.ts',
  'packages/client/testing/schemas.test.ts',
  'examples/react/testing/issues.test.ts',
  'packages/rest/testing/document.test.ts',
  'packages/rest/testing/faults.test.ts',
  'packages/rest/testing/links.test.ts',
  'packages/router/testing/credentials/hashing-pool.test.ts',
  'packages/router/testing/credentials/hashing-threads.test.ts',
  'packages/router/testing/procedures/output-check.test.ts',
  'packages/router/testing/core/answer-size.test.ts',
  'packages/router/testing/core/batches.test.ts',
  'packages/router/testing/core/ids.test.ts',
  'packages/router/testing/limits/address.test.ts',
  'packages/router/testing/core/pagination.test.ts',
  'packages/router/testing/mail/failure.test.ts',
  'packages/router/testing/settings/settings.test.ts',
  'scripts/generate.test.ts',
  'scripts/mutations.test.ts',
  'scripts/structure.test.ts',
  'tests/deploy/compose.test.ts',
  'packages/router/testing/core/control-characters.test.ts',
  'packages/router/testing/limits/turns.test.ts',
  'tests/docs.test.ts',
  'tests/engines.test.ts',
  'tests/kit/child.test.ts',
];

/**
 * What these test lies above the database: HTTP, processes, mail, pages and the client. What they touch of it on the
 * way is tested on both engines elsewhere.
 */
const aboveTheDatabase = [
  'apps/cli/testing/examples.test.ts',
  'apps/cli/testing/program.test.ts',
  'apps/server/testing/docs.test.ts',
  'apps/server/testing/http.test.ts',
  'apps/server/testing/mail.test.ts',
  'apps/server/testing/process.test.ts',
  'apps/server/testing/refusals.test.ts',
  'apps/server/testing/security-headers.test.ts',
  'apps/server/testing/start.test.ts',
  'packages/client/testing/aborts.test.ts',
  'packages/client/testing/borrowed-session.test.ts',
  'packages/client/testing/client.test.ts',
  'packages/client/testing/cookie-session.test.ts',
  'packages/client/testing/cookie-tabs.test.ts',
  'packages/client/testing/options.test.ts',
  'packages/client/testing/package.test.ts',
  'packages/client/testing/recipes.test.ts',
  'packages/client/testing/retry.test.ts',
  'packages/client/testing/session-in-flight.test.ts',
  'packages/client/testing/session.test.ts',
  'packages/router/testing/auth/login-timing.test.ts',
  'packages/router/testing/credentials/access-token.test.ts',
  'packages/router/testing/credentials/key-rotation.test.ts',
  'packages/router/testing/credentials/passwords.test.ts',
  'packages/router/testing/mail/mail.test.ts',
  'packages/router/testing/outbox/runner.test.ts',
  'tests/abuse/body-sizes.test.ts',
  'tests/abuse/connections.test.ts',
  'tests/abuse/cross-site.test.ts',
  'tests/abuse/failures-settings.test.ts',
  'tests/abuse/forgeries.test.ts',
  'tests/abuse/guessing.test.ts',
  'tests/abuse/headers.test.ts',
  'tests/abuse/limit-fields.test.ts',
  'tests/abuse/limits-processes.test.ts',
  'tests/abuse/log.test.ts',
  'tests/abuse/login-flood.test.ts',
  'tests/abuse/names.test.ts',
  'tests/abuse/origins.test.ts',
  'tests/abuse/requests.test.ts',
  'tests/abuse/text-doors.test.ts',
  'tests/abuse/passwords.test.ts',
  'tests/abuse/rotation.test.ts',
  'tests/abuse/secret-keys.test.ts',
  'tests/abuse/strays.test.ts',
  'tests/abuse/strict-production.test.ts',
  'tests/abuse/timing.test.ts',
  'tests/abuse/two-dockets.test.ts',
  'tests/abuse/uploads.test.ts',
  'tests/browser/cookie-session.test.ts',
  'tests/browser/cross-site.test.ts',
  'tests/browser/react-example.test.ts',
  'tests/faults/log.test.ts',
  'tests/faults/open-files.test.ts',
  'tests/observe/dashboard.test.ts',
  'tests/parity/rpc-calls.test.ts',
  'tests/parity/rpc-requests.test.ts',
  'tests/processes/workers.test.ts',
  'tests/readme.test.ts',
  'apps/server/testing/log-levels.test.ts',
  'tests/abuse/addresses.test.ts',
  'tests/abuse/confirmations.test.ts',
  'tests/abuse/content.test.ts',
  'tests/abuse/takeovers.test.ts',
  'tests/abuse/wrong-clock.test.ts',
  'tests/observe/canaries.test.ts',
  'tests/observe/error-reports.test.ts',
  'tests/observe/metrics.test.ts',
  'tests/observe/traces.test.ts',
];

/** What many calls at once do to a server is much the same on both engines: the short form looks at one. */
const inShort = isLong
  ? []
  : ['tests/faults/overload.test.ts', 'tests/faults/soak.test.ts', 'tests/faults/stop.test.ts'];

export const oneEngine: Record<string, OneEngine> = {
  ...Object.fromEntries(openNoDatabase.map((file) => [file, { on: 'none', because: 'opens no database' } as const])),
  ...Object.fromEntries(
    aboveTheDatabase.map((file) => [file, { on: 'sqlite', because: 'tests what lies above the database' } as const]),
  ),
  ...Object.fromEntries(
    inShort.map((file) => [file, { on: 'sqlite', because: 'FAULTS=long runs it on both' } as const]),
  ),
  'tests/bench.postgres.test.ts': { on: 'postgresql', because: 'measures both engines in one run' },
  'tests/bench.test.ts': { on: 'sqlite', because: 'measures servers on one file, most of which know no other engine' },
  'packages/db/testing/sqlite/sqlite.test.ts': {
    on: 'sqlite',
    because: 'tests the settings and the files of that engine',
  },
  'packages/db/testing/sqlite/opening.test.ts': { on: 'sqlite', because: 'tests how a file of that engine is opened' },
  'packages/db/testing/sqlite/group-commit.test.ts': { on: 'sqlite', because: 'tests how that engine shares commits' },
  'packages/db/testing/sqlite/read-turns.test.ts': {
    on: 'sqlite',
    because: 'tests how that engine shares read transactions',
  },
  'packages/db/testing/move/rows.test.ts': { on: 'postgresql', because: 'moves between both engines at once' },
  'packages/db/testing/move/move.test.ts': { on: 'postgresql', because: 'moves between both engines at once' },
  'packages/db/testing/backup/backup.test.ts': { on: 'postgresql', because: 'restores between both engines at once' },
  'packages/db/testing/backup/damage.test.ts': { on: 'postgresql', because: 'restores to both engines in one run' },
  'apps/cli/testing/commands/backup.test.ts': { on: 'postgresql', because: 'restores between both engines at once' },
  'tests/faults/backup.test.ts': { on: 'postgresql', because: 'restores between both engines at once' },
  'tests/faults/at-rest.test.ts': { on: 'sqlite', because: 'copies the file of the database' },
  'tests/faults/lost-file.test.ts': { on: 'sqlite', because: 'takes the file of the database away' },
  'packages/db/testing/sqlite/checkpoints.test.ts': { on: 'sqlite', because: 'tests the log of that engine' },
  'apps/cli/testing/commands/move.test.ts': { on: 'postgresql', because: 'moves between both engines at once' },
  'tests/processes/connections.postgres.test.ts': {
    on: 'postgresql',
    because: 'SQLite has no connections over a network that could be cut or run out',
  },
  'apps/cli/testing/commands/doctor.sqlite.test.ts': { on: 'sqlite', because: 'damages the file of the database' },
  'tests/faults/damaged-page.sqlite.test.ts': { on: 'sqlite', because: 'damages the file of the database' },
  'packages/router/testing/issue/odd-filters.postgres.test.ts': {
    on: 'postgresql',
    because: 'counts what connections to that engine prepare',
  },
  'tests/processes/one-user.postgres.test.ts': {
    on: 'postgresql',
    because: 'SQLite has no connections that could all be in use',
  },
  'apps/server/testing/process.sqlite.test.ts': {
    on: 'sqlite',
    because: 'a server makes a file, but no PostgreSQL database',
  },
  'apps/server/testing/refusals.sqlite.test.ts': {
    on: 'sqlite',
    because: 'what is wrong with a file, in its own words',
  },
  'apps/server/testing/refusals.postgres.test.ts': {
    on: 'postgresql',
    because: 'what is wrong with a server, an account or its rights: a file has none of them',
  },
  'packages/db/testing/postgres/postgres.test.ts': {
    on: 'postgresql',
    because: 'tests what only that engine has to do',
  },
  'packages/db/testing/postgres/pool.test.ts': { on: 'postgresql', because: 'tests the connections to that engine' },
  'packages/db/testing/postgres/statements.test.ts': { on: 'postgresql', because: 'tests what its driver prepares' },
  'packages/db/testing/postgres/values.test.ts': { on: 'postgresql', because: 'tests what its driver hands over' },
  'packages/db/testing/postgres/tls.test.ts': { on: 'postgresql', because: 'a file is not reached over a network' },
  'tests/observe/pools.postgres.test.ts': { on: 'postgresql', because: 'SQLite has no connections over a network' },
  'tests/kit/postgres.test.ts': { on: 'postgresql', because: 'starts one of its own' },
  'tests/faults/full-disk.test.ts': { on: 'sqlite', because: 'fills the disk with the file of that engine' },
  'tests/faults/outage.postgres.test.ts': { on: 'postgresql', because: 'stops and freezes a PostgreSQL of its own' },
  'tests/deploy/image.test.ts': { on: 'none', because: 'opens no database of the tests' },
  'tests/deploy/postgres-init.test.ts': { on: 'postgresql', because: 'tests the roles and connections of that engine' },
  'tests/deploy/proxy.test.ts': { on: 'postgresql', because: 'compose.yaml has that engine' },
};

/** The files that run on this engine and on no other; with `none`, those that open no database. */
export function filesOnlyFor(engine: OneEngine['on']): string[] {
  return Object.keys(oneEngine).filter((file) => oneEngine[file]?.on === engine);
}
