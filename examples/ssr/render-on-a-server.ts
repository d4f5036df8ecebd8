import { createServer, type IncomingMessage } from 'node:http';
import { createDocketClient, isDocketError } from '@docket/client';

// Renders the open issues for whoever is logged in: node examples/ssr/render-on-a-server.ts http://localhost:8000 3000
const [url = 'http://localhost:8000', port = '3000'] = process.argv.slice(2);

async function render({ headers: { cookie } }: IncomingMessage): Promise<string> {
  // A client for each request, as each browser has a session of its own. It reads in that session, and leaves it alone.
  const docket = createDocketClient({ url, session: { cookie } });
  try {
    const { items } = await docket.issue.list.query({ status: ['open'] }, { signal: AbortSignal.timeout(5_000) });
    return `<ul>${items.map(({ title }) => `<li>${escaped(title)}</li>`).join('')}</ul>`;
  } catch (error) {
    if (isDocketError(error) && error.data.code === 'unauthenticated') return '<a href="/login">Log in</a>';
    throw error;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const server = createServer((request, response) => {
  // The page is one user's: no cache may keep it for the next.
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store' };
  render(request).then(
    (html) => response.writeHead(200, headers).end(`<!doctype html><title>Issues</title>${html}`),
    () => response.writeHead(502, headers).end('<!doctype html><title>Issues</title>Try again in a moment.'),
  );
});
server.listen(Number(port), () => process.stdout.write(`Rendering ${url} at ${JSON.stringify(server.address())}\n`));
