// Generated from the router by `pnpm generate`. Do not edit.

/** Where files are sent to below the REST API. */
export const UPLOADS: Readonly<Record<string, string>> = {
  'attachment.addToIssue': '/issues/{issue_id}/attachments',
  'attachment.addToComment': '/comments/{comment_id}/attachments',
};
