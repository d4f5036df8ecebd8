// Generated from the router by `pnpm generate`. Do not edit.

/** The mutations that take an Idempotency-Key. */
export const TAKES_KEY: ReadonlySet<string> = new Set([
  'session.revoke',
  'token.create',
  'token.revoke',
  'user.create',
  'user.update',
  'user.delete',
  'project.create',
  'project.update',
  'project.delete',
  'project.addMember',
  'project.updateMember',
  'project.removeMember',
  'issue.create',
  'issue.update',
  'issue.delete',
  'comment.create',
  'comment.update',
  'comment.delete',
  'label.create',
  'label.update',
  'label.delete',
  'archive.import',
]);
