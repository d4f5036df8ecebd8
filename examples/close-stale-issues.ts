import { openDocket, readSettings } from '@docket/router';

// Closes the open issues that nobody has touched for a year. Run it every night.
const docket = await openDocket(readSettings());
const script = docket.caller({ system: 'close-stale-issues' });
const yearAgo = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000).toISOString();

let cursor: string | null | undefined;
do {
  const page = await script.issue.list({ status: ['open'], size: 100, ...(cursor && { cursor }) });
  const stale = page.items.filter((issue) => issue.updated_at < yearAgo);
  for (const { id } of stale) await script.issue.update({ id, status: 'closed' });
  cursor = page.next_cursor;
} while (cursor);
await docket.close();
