import { expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from './catalog.ts';
import type { Access } from './core/meta.ts';
import { reads } from './core/procedures.ts';
import { covers, type Scope } from './core/scopes.ts';
import { t } from './core/trpc.ts';
import type { Caller, Credentials } from './docket.ts';
import type { Comment } from './features/comment/schema.ts';
import type { Issue } from './features/issue/schema.ts';
import type { Label } from './features/label/schema.ts';
import type { Session } from './features/session/schema.ts';
import type { ApiToken } from './features/token/schema.ts';
import { appRouter } from './root.ts';
import { openTestDocket, refusalOf, TEST_PASSWORD, type TestUser } from './testing.ts';

/** What a call comes to: it works, or it is refused with this code. */
type Outcome =
  | 'ok'
  | 'unauthenticated'
  | 'forbidden'
  | 'user_required'
  | 'session_not_found'
  | 'token_not_found'
  | 'session_required'
  | 'insufficient_scope';

/** The owner is the user whose account, issue or comment it is. */
const kinds = ['anonymous', 'owner', 'other', 'admin', 'script'] as const;
type Row = Record<(typeof kinds)[number], Outcome> & {
  /** What an API token needs; null: no API token may; undefined: whoever calls needs nothing. */
  scope?: Scope | null;
  call(caller: Caller, scene: Scene): Promise<unknown>;
};

/** One of everything, made fresh for each cell of the table. */
type Scene = {
  owner: TestUser;
  issue: Issue;
  comment: Comment;
  label: Label;
  token: ApiToken;
  session: Session;
  reset_token: string;
};

const everyone = { anonymous: 'ok', owner: 'ok', other: 'ok', admin: 'ok', script: 'ok' } as const;
const signedIn = { ...everyone, anonymous: 'unauthenticated' } as const;
const usersOnly = { ...signedIn, script: 'user_required' } as const;
const inSession = { ...usersOnly, scope: null } as const;
const ownerOrAdmin = { ...signedIn, other: 'forbidden' } as const;
const adminsOnly = { ...ownerOrAdmin, owner: 'forbidden', scope: 'admin' } as const;
const readsIssues = { ...signedIn, scope: 'issues:read' } as const;
const writesIssues = { ...signedIn, scope: 'issues:write' } as const;
const readsUsers = { ...signedIn, scope: 'users:read' } as const;
const ownIssues = { ...ownerOrAdmin, scope: 'issues:write' } as const;

const newUser = { email: 'new@example.org', password: TEST_PASSWORD };
const texts = { title: 'A new issue', description: 'with a description' };
const credentials = { username: 'owner', password: TEST_PASSWORD };
const new_password = 'a password that is new';

const table: Record<string, Row> = {
  'auth.register': { ...everyone, call: (caller) => caller.auth.register(newUser) },
  'auth.login': { ...everyone, call: (caller) => caller.auth.login(credentials) },
  'auth.refresh': { ...everyone, call: (caller, { owner }) => caller.auth.refresh(owner) },
  'auth.logout': { ...inSession, call: (caller) => caller.auth.logout() },
  'auth.logoutAll': { ...inSession, call: (caller) => caller.auth.logoutAll() },
  'auth.startSession': { ...everyone, call: (caller) => caller.auth.startSession(credentials) },
  'auth.refreshSession': { ...everyone, call: (caller) => caller.auth.refreshSession() },

  'session.list': { ...inSession, call: (caller) => caller.session.list({}) },
  'session.revoke': {
    ...inSession,
    other: 'session_not_found',
    admin: 'session_not_found',
    call: (caller, { session }) => caller.session.revoke(session),
  },

  'token.list': { ...inSession, call: (caller) => caller.token.list({}) },
  'token.create': {
    ...inSession,
    call: (caller) => caller.token.create({ name: 'new', scopes: ['issues:read', 'issues:write', 'users:read'] }),
  },
  'token.revoke': {
    ...inSession,
    other: 'token_not_found',
    admin: 'token_not_found',
    call: (caller, { token }) => caller.token.revoke(token),
  },

  'password.change': {
    ...inSession,
    call: (caller) => caller.password.change({ current_password: TEST_PASSWORD, new_password }),
  },
  'password.forgot': { ...everyone, call: (caller) => caller.password.forgot({ email: newUser.email }) },
  'password.reset': {
    ...everyone,
    call: (caller, { reset_token: token }) => caller.password.reset({ token, new_password }),
  },

  'user.list': { ...readsUsers, call: (caller) => caller.user.list({}) },
  'user.create': { ...adminsOnly, call: (caller) => caller.user.create({ ...newUser, role: 'admin' }) },
  'user.me': { ...readsUsers, script: 'user_required', call: (caller) => caller.user.me() },
  'user.get': { ...readsUsers, call: (caller, { owner }) => caller.user.get(owner.user) },
  'user.update': {
    ...ownerOrAdmin,
    scope: 'admin',
    call: (caller, { owner }) => caller.user.update({ id: owner.user.id, bio: 'Hi' }),
  },
  'user.delete': { ...adminsOnly, call: (caller, { owner }) => caller.user.delete(owner.user) },

  'issue.list': { ...readsIssues, call: (caller) => caller.issue.list({}) },
  'issue.create': { ...writesIssues, script: 'user_required', call: (caller) => caller.issue.create(texts) },
  'issue.get': { ...readsIssues, call: (caller, { issue }) => caller.issue.get(issue) },
  'issue.update': { ...ownIssues, call: (caller, { issue }) => caller.issue.update({ id: issue.id, ...texts }) },
  'issue.delete': { ...ownIssues, call: (caller, { issue }) => caller.issue.delete(issue) },
  'issue.events': { ...readsIssues, call: (caller, { issue }) => caller.issue.events({ id: issue.id }) },

  'comment.list': { ...readsIssues, call: (caller, { issue }) => caller.comment.list({ issue_id: issue.id }) },
  'comment.create': {
    ...writesIssues,
    script: 'user_required',
    call: (caller, { issue }) => caller.comment.create({ issue_id: issue.id, body: 'Hello' }),
  },
  'comment.get': { ...readsIssues, call: (caller, { comment }) => caller.comment.get(comment) },
  'comment.update': {
    ...ownIssues,
    call: (caller, { comment }) => caller.comment.update({ id: comment.id, body: 'Changed' }),
  },
  'comment.delete': { ...ownIssues, call: (caller, { comment }) => caller.comment.delete(comment) },

  'label.list': { ...readsIssues, call: (caller) => caller.label.list({}) },
  'label.create': { ...writesIssues, call: (caller) => caller.label.create({ name: 'new' }) },
  'label.get': { ...readsIssues, call: (caller, { label }) => caller.label.get(label) },
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
