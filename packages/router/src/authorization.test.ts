import { expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from './catalog.ts';
import type { Access } from './core/meta.ts';
import { reads } from './core/procedures.ts';
import { covers, type Scope } from './core/scopes.ts';
import { t } from './core/trpc.ts';
import type { Credentials } from './docket.ts';
import { appRouter } from './root.ts';
import { openTestDocket, refusalOf } from './testing.ts';
import {
  adminsOnly,
  credentials,
  everyone,
  kinds,
  type Outcome,
  type Row,
  signedIn,
  table,
  texts,
} from './testing-authorization.ts';

/** What an access level promises, whatever else a policy refuses. */
const promises: Record<Access, Partial<Row>> = {
  public: everyone,
  signed_in: { anonymous: 'unauthenticated' },
  admin: adminsOnly,
};

/** The procedures that the table or their own declaration leaves open. */
function undeclared(router: Parameters<typeof listProcedures>[0], rows: Record<string, Row>): string[] {
  return listProcedures(router)
    .filter(({ name, meta }) => !(name in rows) || meta.access === undefined)
    .map(({ name }) => name);
}

test('has a row for every procedure, and every procedure declares who may call it', () => {
  expect(undeclared(appRouter, table)).toEqual([]);
  const names = listProcedures().map(({ name }) => name);
  expect(Object.keys(table).sort()).toEqual(names.sort());
});

test('notices a procedure that declares nothing, and one without a row', () => {
  const router = t.router({
    declared: reads
      .signedIn('issues:read')
      .output(z.null())
      .query(() => null),
    forgotten: reads
      .signedIn('issues:read')
      .output(z.null())
      .query(() => null),
    open: t.procedure.output(z.null()).query(() => null),
    nested: t.router({ open: t.procedure.output(z.null()).mutation(() => null) }),
  });
  const row: Row = { ...signedIn, call: async () => null };
  const rows = { declared: row, open: row, 'nested.open': row };
  expect(undeclared(router, rows)).toEqual(['forgotten', 'open', 'nested.open']);
});

test.each(listProcedures())('declares for $name what the table says', ({ name, meta }) => {
  expect(table[name]).toMatchObject(promises[meta.access ?? 'public']);
  expect(table[name]?.scope).toBe(meta.scope);
});

/** Users, and one of everything that belongs to the owner. */
async function setTheScene() {
  const docket = await openTestDocket();
  const owner = await docket.createUser('owner');
  const other = await docket.createUser('other');
  const admin = await docket.createUser('admin', 'admin');
  const issue = await owner.caller.issue.create(texts);
  const comment = await owner.caller.comment.create({ issue_id: issue.id, body: 'Mine' });
  const label = await owner.caller.label.create({ name: 'bug' });
  const token = await owner.caller.token.create({ name: 'mine', scopes: ['issues:read'] });
  const [session] = (await owner.caller.session.list({})).items;
  if (!session) throw new Error('the owner has no session');
  const reset_token = await docket.createResetToken(owner);
  return { docket, owner, other, admin, issue, comment, label, token, session, reset_token };
}

type Actors = Awaited<ReturnType<typeof setTheScene>>;

async function outcomeOf(
  row: Row,
  credentialsOf: (actors: Actors) => Credentials | Promise<Credentials>,
): Promise<string> {
  const scene = await setTheScene();
  // The owner's refresh token, which only session procedures look at.
  const cookies = { get: () => scene.owner.refresh_token, set: () => undefined, clear: () => undefined };
  const call = row.call(scene.docket.caller(await credentialsOf(scene), cookies), scene);
  const works = await call.then(
    () => true,
    () => false,
  );
  return works ? 'ok' : (await refusalOf(call)).code;
}

test.each(Object.entries(table))('answers to %s as the table says, whoever calls', async (_, row) => {
  const outcomes: Record<string, string> = {};
  for (const kind of kinds) {
    outcomes[kind] = await outcomeOf(row, (actors) => {
      if (kind === 'anonymous') return 'anonymous';
      return kind === 'script' ? { system: 'script' } : actors[kind];
    });
  }
  const { anonymous, owner, other, admin, script } = row;
  expect(outcomes).toEqual({ anonymous, owner, other, admin, script });
});

/** API tokens by their scopes, and as whom they act. An admin's token without `admin` is as good as any user's. */
const tokens: { of: 'owner' | 'admin'; scopes: Scope[]; actsAs: 'owner' | 'other' | 'admin' }[] = [
  { of: 'owner', scopes: ['issues:read'], actsAs: 'owner' },
  { of: 'owner', scopes: ['issues:write'], actsAs: 'owner' },
  { of: 'owner', scopes: ['users:read'], actsAs: 'owner' },
  { of: 'admin', scopes: ['issues:write', 'users:read'], actsAs: 'other' },
  { of: 'admin', scopes: ['admin'], actsAs: 'admin' },
];

function outcomeWithToken(row: Row, { scopes, actsAs }: (typeof tokens)[number]): Outcome {
  if (row.scope === undefined) return row[actsAs];
  if (row.scope === null) return 'session_required';
  return covers(scopes, row.scope) ? row[actsAs] : 'insufficient_scope';
}

test.each(Object.entries(table))('answers to %s as the scope of an API token says', async (_, row) => {
  for (const token of tokens) {
    const outcome = await outcomeOf(row, async (actors) => {
      const made = await actors[token.of].caller.token.create({ name: 'script', scopes: token.scopes });
      return { access_token: made.token };
    });
    expect([token, outcome]).toEqual([token, outcomeWithToken(row, token)]);
  }
});

test.each(Object.entries(table))(
  'answers to %s in a session that began with a cookie as in any other',
  async (_, row) => {
    const outcome = await outcomeOf(row, ({ docket }) => docket.caller('anonymous').auth.startSession(credentials));
    expect(outcome).toBe(row.owner);
  },
);
