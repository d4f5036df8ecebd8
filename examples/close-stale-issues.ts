require('../scripts/right-node.cjs'); // says what to type where Node is too old to read on

// Closes the open issues that nobody has touched for a year. Run it every night.
async function closeStaleIssues() {
  const { openDocket, readSettings } = await import('@docket/router');
  const docket = await openDocket(readSettings());
  const script = docket.caller({ system: 'close-stale-issues' });
  const yearAgo = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000).toISOString();

  let cursor = '';
  do {
    const page = await script.issue.list({ status: ['open'], size: 100, ...(cursor && { cursor }) });
    const stale = page.items.filter((issue) => issue.updated_at < yearAgo);
    for (const { id } of stale) await script.issue.update({ id, status: 'closed' });
    cursor = page.next_cursor ?? '';
  } while (cursor);
  await docket.close();
}

void closeStaleIssues();
