import { TEST_PASSWORD } from '@docket/kit/docket';
import type { ErrorCode } from '@docket/router';
import type { Who, World } from './doors.ts';

export type Case = {
  as: Who;
  input?: unknown | ((world: World) => unknown);
  /** Whether the call comes from a browser with a session cookie. Default: it does. */
  hasCookie?: boolean;
  /** `ok`, or the error that is due. */
  gives: 'ok' | ErrorCode;
};

const password = TEST_PASSWORD;
const nowhere = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';
export const imported = {
  number: 7,
  title: 'From afar',
  description: '',
  status: 'closed' as const,
  author: 'ekr',
  assignees: ['ekr'],
  labels: ['bug', 'parked'],
  created_at: '2014-04-17T18:38:34.000Z',
  updated_at: '2017-04-17T00:48:53.000Z',
  closed_at: '2017-04-16T17:21:21.000Z',
  comments: [],
};

/** At least one success and one error of every procedure. */
export const cases: Record<string, Case[]> = {
  'auth.register': [
    { as: 'anonymous', input: { email: 'Eve@Example.org', password, username: 'eve', role: 'admin' }, gives: 'ok' },
    { as: 'anonymous', input: { email: 'ADA@example.org', password }, gives: 'email_taken' },
    { as: 'anonymous', input: { email: 'eve@example.org', password, username: 'ADA' }, gives: 'username_taken' },
    { as: 'anonymous', input: { email: 'eve', password: 'short' }, gives: 'validation_failed' },
  ],
  'auth.login': [
    { as: 'anonymous', input: { username: 'ada', password }, gives: 'ok' },
    { as: 'anonymous', input: { username: 'ada', password: 'wrong' }, gives: 'invalid_credentials' },
    { as: 'anonymous', input: {}, gives: 'validation_failed' },
  ],
  'auth.refresh': [
    { as: 'anonymous', input: ({ users }: World) => ({ refresh_token: users.ada.refresh_token }), gives: 'ok' },
    { as: 'anonymous', input: { refresh_token: 'dkr_made-up' }, gives: 'invalid_refresh_token' },
  ],
  'auth.logout': [
    { as: 'ada', gives: 'ok' },
    { as: 'anonymous', gives: 'unauthenticated' },
  ],
  'auth.logoutAll': [
    { as: 'ada', gives: 'ok' },
    { as: 'anonymous', gives: 'unauthenticated' },
  ],
  'session.list': [
    { as: 'ada', input: { size: 5 }, gives: 'ok' },
    { as: 'anonymous', input: {}, gives: 'unauthenticated' },
  ],
  'session.revoke': [
    { as: 'ada', input: ({ sessionId }: World) => ({ id: sessionId }), gives: 'ok' },
    { as: 'bob', input: ({ sessionId }: World) => ({ id: sessionId }), gives: 'session_not_found' },
  ],
  'token.list': [
    { as: 'ada', input: {}, gives: 'ok' },
    { as: 'anonymous', input: {}, gives: 'unauthenticated' },
  ],
  'token.create': [
    { as: 'ada', input: { name: 'report', scopes: ['users:read', 'issues:read'], expires_in_days: 9 }, gives: 'ok' },
    { as: 'ada', input: { name: 'report', scopes: ['admin'] }, gives: 'validation_failed' },
    { as: 'ada', input: { name: '', scopes: ['everything'] }, gives: 'validation_failed' },
  ],
  'token.revoke': [
    { as: 'ada', input: ({ tokenId }: World) => ({ id: tokenId }), gives: 'ok' },
    { as: 'bob', input: ({ tokenId }: World) => ({ id: tokenId }), gives: 'token_not_found' },
  ],
  'auth.startSession': [
    { as: 'anonymous', input: { username: 'ada', password }, gives: 'ok' },
    { as: 'anonymous', input: { username: 'nobody', password }, gives: 'invalid_credentials' },
  ],
  'auth.refreshSession': [
    { as: 'anonymous', gives: 'ok' },
    { as: 'anonymous', hasCookie: false, gives: 'invalid_refresh_token' },
  ],
  'password.change': [
    { as: 'ada', input: { current_password: password, new_password: 'difference engine' }, gives: 'ok' },
    { as: 'ada', input: { current_password: 'wrong', new_password: 'difference engine' }, gives: 'wrong_password' },
    { as: 'ada', input: { current_password: password, new_password: 'short' }, gives: 'validation_failed' },
    { as: 'anonymous', input: { current_password: password, new_password: 'long enough' }, gives: 'unauthenticated' },
  ],
  'password.forgot': [
    { as: 'anonymous', input: { email: 'ADA@example.org' }, gives: 'ok' },
    { as: 'anonymous', input: { email: 'nobody@example.org' }, gives: 'ok' },
    { as: 'anonymous', input: { email: 'nobody' }, gives: 'validation_failed' },
  ],
  'password.reset': [
    {
      as: 'anonymous',
      input: ({ resetToken: token }: World) => ({ token, new_password: 'difference engine' }),
      gives: 'ok',
    },
    {
      as: 'anonymous',
      input: { token: 'dkp_made-up', new_password: 'difference engine' },
      gives: 'invalid_reset_token',
    },
    { as: 'anonymous', input: { token: 'dkp_made-up', new_password: 'short' }, gives: 'validation_failed' },
  ],
  'user.list': [
    { as: 'ada', input: { is_active: true, size: 2 }, gives: 'ok' },
    { as: 'ada', input: { q: 'BOB' }, gives: 'ok' },
    { as: 'ada', input: { page: 0 }, gives: 'validation_failed' },
    { as: 'anonymous', input: {}, gives: 'unauthenticated' },
  ],
  'user.create': [
    { as: 'root', input: { email: 'eve@example.org', password, first_name: 'Eve' }, gives: 'ok' },
    { as: 'root', input: { email: 'ada@example.org', password }, gives: 'email_taken' },
    { as: 'ada', input: { email: 'eve@example.org', password }, gives: 'forbidden' },
  ],
  'user.me': [
    { as: 'ada', gives: 'ok' },
    { as: 'anonymous', gives: 'unauthenticated' },
  ],
  'user.get': [
    { as: 'ada', input: ({ users }: World) => ({ id: users.bob.user.id }), gives: 'ok' },
    { as: 'ada', input: { id: nowhere }, gives: 'user_not_found' },
    { as: 'ada', input: { id: 'bob' }, gives: 'validation_failed' },
  ],
  'user.update': [
    { as: 'ada', input: ({ users }: World) => ({ id: users.ada.user.id, bio: 'Analyst', website: null }), gives: 'ok' },
    { as: 'bob', input: ({ users }: World) => ({ id: users.ada.user.id, bio: '' }), gives: 'forbidden' },
    { as: 'root', input: ({ users }: World) => ({ id: users.root.user.id, role: 'user' }), gives: 'last_admin' },
  ],
  'user.delete': [
    { as: 'root', input: ({ users }: World) => ({ id: users.ada.user.id }), gives: 'ok' },
    { as: 'root', input: { id: nowhere }, gives: 'user_not_found' },
    { as: 'bob', input: ({ users }: World) => ({ id: users.ada.user.id }), gives: 'forbidden' },
  ],
  'issue.list': [
    { as: 'bob', input: { status: ['open', 'closed'], label: ['BUG'], author: 'ada', size: 1 }, gives: 'ok' },
    { as: 'bob', input: { assignee: 'none', priority: ['medium'], limit: 5, page: 3 }, gives: 'ok' },
    { as: 'bob', input: { cursor: 'made up' }, gives: 'validation_failed' },
    { as: 'bob', input: { status: ['done'] }, gives: 'validation_failed' },
  ],
  'issue.create': [
    { as: 'ada', input: { title: 'Leak', description: 'It leaks', labels: ['Bug'], assignees: ['bob'] }, gives: 'ok' },
    { as: 'ada', input: { title: 'Leak', description: 'It leaks', labels: ['nope'] }, gives: 'validation_failed' },
    { as: 'ada', input: { title: 5, description: 'It', priority: 'urgent' }, gives: 'validation_failed' },
    { as: 'anonymous', input: { title: 'Leak', description: 'It leaks' }, gives: 'unauthenticated' },
  ],
  'issue.get': [
    { as: 'bob', input: { id: '1' }, gives: 'ok' },
    { as: 'bob', input: ({ issueId }: World) => ({ id: issueId }), gives: 'ok' },
    { as: 'bob', input: { id: '99' }, gives: 'issue_not_found' },
    { as: 'bob', input: { id: 'one/two%' }, gives: 'validation_failed' },
  ],
  'issue.update': [
    { as: 'ada', input: { id: '1', status: 'closed', labels: [], assignees: ['ada', 'bob'] }, gives: 'ok' },
    { as: 'bob', input: { id: '1', status: 'closed' }, gives: 'forbidden' },
    { as: 'ada', input: { id: '1', title: 'x' }, gives: 'validation_failed' },
  ],
  'issue.delete': [
    { as: 'ada', input: { id: '1' }, gives: 'ok' },
    { as: 'bob', input: { id: '1' }, gives: 'forbidden' },
    { as: 'root', input: { id: '2' }, gives: 'issue_not_found' },
  ],
  'issue.events': [
    { as: 'bob', input: { id: '1', size: 50 }, gives: 'ok' },
    { as: 'bob', input: { id: '2' }, gives: 'issue_not_found' },
  ],
  'comment.list': [
    { as: 'bob', input: { issue_id: '1' }, gives: 'ok' },
    { as: 'bob', input: { issue_id: '2' }, gives: 'issue_not_found' },
  ],
  'comment.create': [
    { as: 'bob', input: { issue_id: '1', body: 'Here too' }, gives: 'ok' },
    { as: 'bob', input: { issue_id: '1', body: '' }, gives: 'validation_failed' },
    { as: 'bob', input: { issue_id: '2', body: 'Here too' }, gives: 'issue_not_found' },
  ],
  'comment.get': [
    { as: 'bob', input: ({ commentId }: World) => ({ id: commentId }), gives: 'ok' },
    { as: 'bob', input: { id: nowhere }, gives: 'comment_not_found' },
  ],
  'comment.update': [
    { as: 'ada', input: ({ commentId }: World) => ({ id: commentId, body: 'Not any more' }), gives: 'ok' },
    { as: 'bob', input: ({ commentId }: World) => ({ id: commentId, body: 'x' }), gives: 'forbidden' },
    { as: 'ada', input: { id: nowhere, body: 'x' }, gives: 'comment_not_found' },
  ],
  'comment.delete': [
    { as: 'root', input: ({ commentId }: World) => ({ id: commentId }), gives: 'ok' },
    { as: 'root', input: { id: nowhere }, gives: 'comment_not_found' },
  ],
  'label.list': [
    { as: 'bob', input: {}, gives: 'ok' },
    { as: 'anonymous', input: {}, gives: 'unauthenticated' },
  ],
  'label.create': [
    { as: 'bob', input: { name: 'Good first issue', color: '#AABBCC' }, gives: 'ok' },
    { as: 'bob', input: { name: 'BUG' }, gives: 'label_taken' },
    { as: 'bob', input: { name: 'x', color: 'red' }, gives: 'validation_failed' },
  ],
  'label.get': [
    { as: 'bob', input: ({ labelId }: World) => ({ id: labelId }), gives: 'ok' },
    { as: 'bob', input: { id: nowhere }, gives: 'label_not_found' },
  ],
  'label.update': [
    { as: 'root', input: ({ labelId }: World) => ({ id: labelId, name: 'defect' }), gives: 'ok' },
    { as: 'root', input: { id: nowhere, name: 'defect' }, gives: 'label_not_found' },
    { as: 'bob', input: ({ labelId }: World) => ({ id: labelId, name: 'defect' }), gives: 'forbidden' },
  ],
  'label.delete': [
    { as: 'root', input: ({ labelId }: World) => ({ id: labelId }), gives: 'ok' },
    { as: 'root', input: { id: nowhere }, gives: 'label_not_found' },
  ],
  'archive.import': [
    { as: 'root', input: { source: 'github:a/b', labels: [], issues: [imported] }, gives: 'ok' },
    { as: 'root', input: { source: 'nowhere', labels: [], issues: [] }, gives: 'validation_failed' },
    { as: 'bob', input: { source: 'github:a/b', labels: [], issues: [] }, gives: 'forbidden' },
  ],
};
