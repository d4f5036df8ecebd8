import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type Settings } from '@docket/router';
import type { FastifyInstance } from 'fastify';
import { bearerTokenOf } from '../bearer.ts';
import { explainListenError } from '../listen-error.ts';
import { createServer } from '../node-http.ts';

/** Gives all metrics as text. */
export type Scrape = () => Promise<string>;

type ScrapeSettings = Pick<Settings, 'METRICS_PORT' | 'METRICS_HOST' | 'METRICS_TOKEN'>;

/** Prometheus' text format. */
const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** Whether Prometheus is to be answered at all. */
export function isScraped({ METRICS_PORT, METRICS_TOKEN }: ScrapeSettings): boolean {
  return METRICS_PORT !== undefined || METRICS_TOKEN !== undefined;
}

/** Adds `GET /metrics` to the server, for who sends the token. */
export function addScrapeRoute(app: FastifyInstance, { METRICS_TOKEN }: ScrapeSettings, scrape: Scrape): void {
  app.get('/metrics', async (request, reply) => {
    if (!mayScrape(METRICS_TOKEN, request.headers.authorization)) throw new AppError('unauthenticated');
    const text = await scrape().catch((cause: unknown) => {
      throw new AppError('unavailable', { detail: 'A worker does not tell its metrics', cause });
    });
    return reply.type(TEXT).header('cache-control', 'no-store').send(text);
  });
}

/**
 * Answers `GET /metrics` on an address of its own, for all who reach it, or only for who sends the token when there is
 * one. It does not keep the process alive.
 *
 * @throws ListenError
 */
export async function listenForScrapes(settings: ScrapeSettings, scrape: Scrape): Promise<{ close(): void }> {
  const { METRICS_PORT: port, METRICS_HOST: host, METRICS_TOKEN } = settings;
  const server = createServer((request, response) => {
    // A connection that Prometheus keeps open would keep a process alive that is to end.
    response.setHeader('connection', 'close');
    answer(request, response, { scrape, token: METRICS_TOKEN }).catch(() => response.writeHead(503).end());
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ host, port }, resolve);
  try {
    await listening;
  } catch (error) {
    throw explainListenError(error, { host, port, names: { host: 'METRICS_HOST', port: 'METRICS_PORT' } });
  }
  server.unref();
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Answering = { scrape: Scrape; token: string | undefined };

async function answer(request: IncomingMessage, response: ServerResponse, { scrape, token }: Answering): Promise<void> {
  const { method = '', url = '', headers } = request;
  if (url.split('?', 1)[0] !== '/metrics') response.writeHead(404).end();
  else if (!['GET', 'HEAD'].includes(method)) response.writeHead(405, { allow: 'GET, HEAD' }).end();
  else if (!mayScrape(token, headers.authorization)) response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
  else response.writeHead(200, { 'content-type': TEXT }).end(await scrape());
}

function mayScrape(token: string | undefined, authorization: string | undefined): boolean {
  if (token === undefined) return true;
  const given = bearerTokenOf(authorization) ?? '';
  return timingSafeEqual(digest(given), digest(token)); // of equal length, as it has to be
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
