// Generated from the router by `pnpm generate`. Do not edit.

/** Where the downloads stand below the REST API. */
export const DOWNLOADS: Readonly<Record<string, string>> = {
  'issue.export': '/issues/export',
  'sync.bootstrap': '/sync/bootstrap',
  'attachment.download': '/attachments/{id}/content',
};
