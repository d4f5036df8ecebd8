import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect, onTestFinished } from 'vitest';
import type { Logging } from '../../apps/server/src/log.ts';
import { buildServer } from '../../apps/server/src/server.ts';
import type { Observer } from '../../packages/router/src/core/observer.ts';
import type { OnEnd } from './database.ts';
import { openTestDocket, type TestDocket } from './docket.ts';
import { type Answer, documentCheck } from './document-check.ts';

export type TestServer = {
  app: FastifyInstance;
  docket: TestDocket;
  /** Sends a request without a socket, and holds the answer against the OpenAPI document. */
  request(options: InjectOptions & { token?: string }): Promise<LightMyRequestResponse>;
  /** Listens on a free port, from the first call on, and answers with the address. */
  listen(): Promise<string>;
  /** `fetch`, which holds the answers against the OpenAPI document. */
  fetch: typeof fetch;
};

const problemOf = documentCheck();

type TestServerOptions = { logging?: Logging; onEnd?: OnEnd; observer?: Observer };

/** A server on a fresh database, which is closed when the test ends, or with `afterAll` when those of the file have. */
export async function openTestServer(
  settings: Record<string, string> = {},
  { logging, onEnd = onTestFinished, observer }: TestServerOptions = {},
): Promise<TestServer> {
  const docket = await openTestDocket({ COOKIE_NAME: 'docket_refresh', ...settings }, onEnd, observer);
  const app = await buildServer(docket, logging === undefined ? {} : { logging });
  onEnd(async () => {
    await app.close();
  });
  let address: Promise<string> | undefined;
  return {
    app,
    docket,
    async request({ token, headers, ...options }) {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await app.inject({ ...options, headers: { ...authorization, ...headers } });
      const { statusCode: status, headers: received, body } = response;
      const contentType = received['content-type']?.toString();
      expectDocumented({ method: options.method ?? 'GET', url: String(options.url), status, contentType, body });
      return response;
    },
    listen() {
      address ??= app.listen({ host: '127.0.0.1', port: 0 });
      return address;
    },
    async fetch(input, init) {
      const response = await fetch(input, init);
      const contentType = response.headers.get('content-type') ?? undefined;
      const { pathname } = new URL(String(input));
      const body = await response.clone().text();
      expectDocumented({ method: init?.method ?? 'GET', url: pathname, status: response.status, contentType, body });
      return response;
    },
  };
}

function expectDocumented(answer: Answer): void {
  expect(problemOf(answer)).toBeUndefined();
}
