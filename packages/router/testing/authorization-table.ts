import { TEST_PASSWORD, type TestUser } from '@docket/kit/docket';
import type { Scope } from '../src/core/scopes.ts';
import type { Caller } from '../src/docket.ts';
import type { Comment } from '../src/features/comment/schema.ts';
import type { Issue } from '../src/features/issue/schema.ts';
import type { Label } from '../src/features/label/schema.ts';
import type { Session } from '../src/features/session/schema.ts';
import type { ApiToken } from '../src/features/token/schema.ts';

/** What a call comes to: it works, or it is refused with this code. */
export type Outcome =
  | 'ok'
  | 'unauthenticated'
  | 'forbidden'
  | 'user_required'
  | 'session_not_found'
  | 'token_not_found'
  | 'session_required'
  | 'insufficient_scope';

/** The owner is the user whose account, issue or comment it is. */
export const kinds = ['anonymous', 'owner', 'other', 'admin', 'script'] as const;
export type Row = Record<(typeof kinds)[number], Outcome> & {
  /** What an API token needs; null: no API token may; undefined: whoever calls needs nothing. */
  scope?: Scope | null;
  call(caller: Caller, scene: Scene): Promise<unknown>;
};

/** Users, and one of everything that belongs to the owner. What a call makes has the name of the scene. */
export type Scene = {
  name: string;
  owner: TestUser;
  other: TestUser;
  admin: TestUser;
  issue: Issue;
  comment: Comment;
  label: Label;
  token: ApiToken;
  session: Session;
  reset_token: string;
};

export const everyone = { anonymous: 'ok', owner: 'ok', other: 'ok', admin: 'ok', script: 'ok' } as const;
const signedIn = { ...everyone, anonymous: 'unauthenticated' } as const;
const usersOnly = { ...signedIn, script: 'user_required' } as const;
const inSession = { ...usersOnly, scope: null } as const;
const ownerOrAdmin = { ...signedIn, other: 'forbidden' } as const;
export const adminsOnly = { ...ownerOrAdmin, owner: 'forbidden', scope: 'admin' } as const;
const readsIssues = { ...signedIn, scope: 'issues:read' } as const;
const writesIssues = { ...signedIn, scope: 'issues:write' } as const;
const readsUsers = { ...signedIn, scope: 'users:read' } as const;
const ownIssues = { ...ownerOrAdmin, scope: 'issues:write' } as const;

const newUser = ({ name }: Scene) => ({ email: `${name}@example.org`, password: TEST_PASSWORD });
export const texts = { title: 'A new issue', description: 'with a description' };
export const credentials = ({ owner }: Pick<Scene, 'owner'>) => ({
  username: owner.user.email,
  password: TEST_PASSWORD,
});
const new_password = 'a password that is new';

/** Who may call what. */
export const table: Record<string, Row> = {
  'auth.register': { ...everyone, call: (caller, scene) => caller.auth.register(newUser(scene)) },
  'auth.login': { ...everyone, call: (caller, scene) => caller.auth.login(credentials(scene)) },
  'auth.refresh': { ...everyone, call: (caller, { owner }) => caller.auth.refresh(owner) },
  'auth.logout': { ...inSession, call: (caller) => caller.auth.logout() },
  'auth.logoutAll': { ...inSession, call: (caller) => caller.auth.logoutAll() },
  'auth.startSession': { ...everyone, call: (caller, scene) => caller.auth.startSession(credentials(scene)) },
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
  'password.forgot': { ...everyone, call: (caller, scene) => caller.password.forgot(newUser(scene)) },
  'password.reset': {
    ...everyone,
    call: (caller, { reset_token: token }) => caller.password.reset({ token, new_password }),
  },

  'user.list': { ...readsUsers, call: (caller) => caller.user.list({}) },
  'user.create': { ...adminsOnly, call: (caller, scene) => caller.user.create({ ...newUser(scene), role: 'admin' }) },
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
  'label.create': { ...writesIssues, call: (caller, { name }) => caller.label.create({ name }) },
  'label.get': { ...readsIssues, call: (caller, { label }) => caller.label.get(label) },
  'label.update': { ...adminsOnly, call: (caller, { label, name }) => caller.label.update({ id: label.id, name }) },
  'label.delete': { ...adminsOnly, call: (caller, { label }) => caller.label.delete(label) },

  'archive.import': {
    ...adminsOnly,
    call: (caller) => caller.archive.import({ source: 'github:a/b', labels: [], issues: [] }),
  },
};
