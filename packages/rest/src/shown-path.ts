/** What ends mail needs no login and has no end, so whoever reads it in a log could use it. */
const SECRET = /(\/unsubscribe\/).+|dku_.+/s;

/** A path as logs and errors may show it: without the query, and without the token in the link of a mail. */
export function shownPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(SECRET, (_found, before = '') => `${before}:token`);
}
