import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import SqliteConnection from 'better-sqlite3';
import { jwtVerify } from 'jose';
import { PLAIN, prepareReads, TUNED } from './floor-statements.ts';
import { floorWrites } from './floor-writes.ts';
import { expected, file, key, listen } from './peer.ts';

// The floor: what the work itself costs in Node, with nothing between the socket and the statements.

const ISSUES = '/api/v1/issues';

const options = process.argv.slice(3);
const tuning = options.includes('--plainly') ? PLAIN : TUNED;
const reads = prepareReads(new SqliteConnection(file, { readonly: true }), tuning);
const create = floorWrites(file, { isGrouped: !options.includes('--one-commit-each'), tuning });

/** Authorization headers that were good once, and whose they are. */
const verdicts = new Map<string, string>();

const server = createServer((request, response) => {
  const userId = verdicts.get(request.headers.authorization ?? '');
  if (userId) answer(request, response, userId);
  else void verify(request, response);
});
await listen(server);

async function verify(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization = '' } = request.headers;
  try {
    const { payload } = await jwtVerify(authorization.slice('Bearer '.length), key, expected);
    verdicts.set(authorization, payload.sub ?? '');
    answer(request, response, payload.sub ?? '');
  } catch {
    send(response, 401, { error: 'unauthenticated' });
  }
}

function answer(request: IncomingMessage, response: ServerResponse, userId: string): void {
  const { method, url = '' } = request;
  if (method === 'POST' && url === ISSUES) createOne(request, response, userId);
  else if (method === 'GET' && url.startsWith(`${ISSUES}?`)) {
    const parameters = new URLSearchParams(url.slice(ISSUES.length));
    send(response, 200, reads.list({ size: Number(parameters.get('size') ?? 20), page: 1 }));
  } else {
    const issue = method === 'GET' && url.startsWith(ISSUES) && reads.get(url.slice(ISSUES.length + 1));
    if (issue) send(response, 200, issue);
    else send(response, 404, { error: 'not_found' });
  }
}

function createOne(request: IncomingMessage, response: ServerResponse, userId: string): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    create(userId, JSON.parse(Buffer.concat(chunks).toString())).then(
      (issue) => send(response, 201, issue),
      () => send(response, 500, { error: 'internal' }),
    );
  });
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
