// Runs on none: it opens no database.

import { createDocketClient, type ErrorShape, type IssueList, retryDelay, shouldRetry } from '@docket/client';
import { QueryClient } from '@tanstack/react-query';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { issuesQuery, meQuery } from '../src/queries.ts';

// With `batch: false` each call is a request of its own, whose path ends with the procedure.
const docket = createDocketClient({ url: 'http://docket.test', batch: false });
const server = setupServer();
const newCache = () => new QueryClient({ defaultOptions: { queries: { retry: shouldRetry, retryDelay } } });

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Answers a query as Docket does. */
function answer<Output>(procedure: string, data: Output) {
  return http.get(`http://docket.test/trpc/${procedure}`, () => HttpResponse.json({ result: { data } }));
}

/** Refuses it. */
function refuse(procedure: string, { code, httpStatus }: { code: ErrorShape['data']['code']; httpStatus: number }) {
  const data = { code, httpStatus, path: procedure, request_id: null, errors: null };
  const error: ErrorShape = { code: -32000, message: code, data };
  return http.get(`http://docket.test/trpc/${procedure}`, () => HttpResponse.json({ error }, { status: httpStatus }));
}

test('a list without issues is empty', async () => {
  server.use(answer<IssueList>('issue.list', { items: [], size: 20, next_cursor: null }));
  const { pages } = await newCache().fetchInfiniteQuery(issuesQuery(docket));
  expect(pages).toEqual([{ items: [], size: 20, next_cursor: null }]);
});

test('nobody is logged in when Docket says so', async () => {
  server.use(refuse('user.me', { code: 'unauthenticated', httpStatus: 401 }));
  expect(await newCache().fetchQuery(meQuery(docket))).toBeNull();
});

test('a list that may not be read is asked for once', async () => {
  const asked: string[] = [];
  server.events.on('request:start', ({ request }) => void asked.push(new URL(request.url).pathname));
  server.use(refuse('issue.list', { code: 'forbidden', httpStatus: 403 }));
  await expect(newCache().fetchInfiniteQuery(issuesQuery(docket))).rejects.toThrow('forbidden');
  expect(asked).toEqual(['/trpc/issue.list']);
});
