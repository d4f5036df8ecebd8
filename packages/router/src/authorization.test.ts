import { expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from './catalog.ts';
import type { Access } from './core/meta.ts';
import { reads } from './core/procedures.ts';
import { t } from './core/trpc.ts';
import type { Caller } from './docket.ts';
import type { Comment } from './features/comment/schema.ts';
import type { Issue } from './features/issue/schema.ts';
import type { Label } from './features/label/schema.ts';
import { appRouter } from './root.ts';
import { openTestDocket, refusalOf, TEST_PASSWORD, type TestUser } from './testing.ts';

/** What a call comes to: it works, or it is refused with this code. */
type Outcome = 'ok' | 'unauthenticated' | 'forbidden' | 'user_required';

/** The owner is the user whose account, issue or comment it is. */
const kinds = ['anonymous', 'owner', 'other', 'admin', 'script'] as const;
type Row = Record<(typeof kinds)[number], Outcome> & { call(caller: Caller, scene: Scene): Promise<unknown> };

/** One of everything, made fresh for each cell of the table. */
type Scene = { owner: TestUser; issue: Issue; comment: Comment; label: Label };

const everyone = { anonymous: 'ok', owner: 'ok', other: 'ok', admin: 'ok', script: 'ok' } as const;
const signedIn = { ...everyone, anonymous: 'unauthenticated' } as const;
const usersOnly = { ...signedIn, script: 'user_required' } as const;
const ownerOrAdmin = { ...signedIn, other: 'forbidden' } as const;
const adminsOnly = { ...ownerOrAdmin, owner: 'forbidden' } as const;

const newUser = { email: 'new@example.org', password: TEST_PASSWORD };
const texts = { title: 'A new issue', description: 'with a description' };
const credentials = { username: 'owner', password: TEST_PASSWORD };

const table: Record<string, Row> = {
  'auth.register': { ...everyone, call: (caller) => caller.auth.register(newUser) },
  'auth.login': { ...everyone, call: (caller) => caller.auth.login(credentials) },
  'auth.refresh': { ...everyone, call: (caller, { owner }) => caller.auth.refresh(owner) },
  'auth.logout': { ...usersOnly, call: (caller) => caller.auth.logout() },
  'auth.startSession': { ...everyone, call: (caller) => caller.auth.startSession(credentials) },
  'auth.refreshSession': { ...everyone, call: (caller) => caller.auth.refreshSession() },

  'user.list': { ...signedIn, call: (caller) => caller.user.list({}) },
  'user.create': { ...adminsOnly, call: (caller) => caller.user.create({ ...newUser, role: 'admin' }) },
  'user.me': { ...usersOnly, call: (caller) => caller.user.me() },
  'user.get': { ...signedIn, call: (caller, { owner }) => caller.user.get(owner.user) },
  'user.update': { ...ownerOrAdmin, call: (caller, { owner }) => caller.user.update({ id: owner.user.id, bio: 'Hi' }) },
  'user.delete': { ...adminsOnly, call: (caller, { owner }) => caller.user.delete(owner.user) },

  'issue.list': { ...signedIn, call: (caller) => caller.issue.list({}) },
  'issue.create': { ...usersOnly, call: (caller) => caller.issue.create(texts) },
  'issue.get': { ...signedIn, call: (caller, { issue }) => caller.issue.get(issue) },
  'issue.update': { ...ownerOrAdmin, call: (caller, { issue }) => caller.issue.update({ id: issue.id, ...texts }) },
  'issue.delete': { ...ownerOrAdmin, call: (caller, { issue }) => caller.issue.delete(issue) },
  'issue.events': { ...signedIn, call: (caller, { issue }) => caller.issue.events({ id: issue.id }) },

  'comment.list': { ...signedIn, call: (caller, { issue }) => caller.comment.list({ issue_id: issue.id }) },
  'comment.create': {
    ...usersOnly,
    call: (caller, { issue }) => caller.comment.create({ issue_id: issue.id, body: 'Hello' }),
  },
  'comment.get': { ...signedIn, call: (caller, { comment }) => caller.comment.get(comment) },
  'comment.update': {
    ...ownerOrAdmin,
    call: (caller, { comment }) => caller.comment.update({ id: comment.id, body: 'Changed' }),
  },
  'comment.delete': { ...ownerOrAdmin, call: (caller, { comment }) => caller.comment.delete(comment) },

  'label.list': { ...signedIn, call: (caller) => caller.label.list({}) },
  'label.create': { ...signedIn, call: (caller) => caller.label.create({ name: 'new' }) },
  'label.get': { ...signedIn, call: (caller, { label }) => caller.label.get(label) },
  'label.update': { ...adminsOnly, call: (caller, { label }) => caller.label.update({ id: label.id, name: 'new' }) },
  'label.delete': { ...adminsOnly, call: (caller, { label }) => caller.label.delete(label) },

  'archive.import': {
    ...adminsOnly,
    call: (caller) => caller.archive.import({ source: 'github:a/b', labels: [], issues: [] }),
  },
};

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
    declared: reads.signedIn.output(z.null()).query(() => null),
    forgotten: reads.signedIn.output(z.null()).query(() => null),
    open: t.procedure.output(z.null()).query(() => null),
    nested: t.router({ open: t.procedure.output(z.null()).mutation(() => null) }),
  });
  const row: Row = { ...signedIn, call: async () => null };
  const rows = { declared: row, open: row, 'nested.open': row };
  expect(undeclared(router, rows)).toEqual(['forgotten', 'open', 'nested.open']);
});

test.each(listProcedures())('declares for $name what the table says', ({ name, meta }) => {
  expect(table[name]).toMatchObject(promises[meta.access ?? 'public']);
});

async function outcomeOf(row: Row, kind: (typeof kinds)[number]): Promise<string> {
  const docket = await openTestDocket();
  const owner = await docket.createUser('owner');
  const other = await docket.createUser('other');
  const admin = await docket.createUser('admin', 'admin');
  const issue = await owner.caller.issue.create(texts);
  const comment = await owner.caller.comment.create({ issue_id: issue.id, body: 'Mine' });
  const label = await owner.caller.label.create({ name: 'bug' });
  const credentials = { anonymous: 'anonymous', owner, other, admin, script: { system: 'script' } } as const;
  // The owner's refresh token, which only session procedures look at.
  const cookies = { get: () => owner.refresh_token, set: () => undefined, clear: () => undefined };
  const caller = docket.caller(credentials[kind], cookies);
  const call = row.call(caller, { owner, issue, comment, label });
  const works = await call.then(
    () => true,
    () => false,
  );
  return works ? 'ok' : (await refusalOf(call)).code;
}

test.each(Object.entries(table))('answers to %s as the table says, whoever calls', async (_, row) => {
  const outcomes: Record<string, string> = {};
  for (const kind of kinds) outcomes[kind] = await outcomeOf(row, kind);
  const { call, ...expected } = row;
  expect(outcomes).toEqual(expected);
});
