// Runs on sqlite, and on both with DOCUMENT=long: what is drawn for a door is much alike there.

// Requests that are drawn from the OpenAPI document. No answer is a fault of ours or other than documented (the server of
// the tests looks at that); what the document allows is taken, and what it does not is refused.

import { serveWorld } from '@docket/kit/world';
import { openApiDocument } from '@docket/rest/document';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { operationsOf, type Request, requestsFor, written } from './drawn-requests.ts';
import { Drawing, type Schema } from './drawn-values.ts';
import { isLong } from './figures.ts';

const world = await serveWorld(afterAll, { RATE_LIMIT_LOGINS: '0', RATE_LIMIT_SIGNUPS: '0' });
const { issue, related, comment, label, event, project, token, session, users } = world;

for (const key of ['MAIN', 'web']) await users.root.caller.milestone.create({ title: 'Next', project: key });
await world.keep();

const document = openApiDocument(world.docket.settings);
const ids = [issue, comment, label, event, token, session, users.bob.user].map(({ id }) => id);

const entityTags = fc.constantFrom('*', '"a"', 'W/"a", "b-zstd"');

/** Neither too short nor too long to be looked for. */
const plainWord = fc.string({ unit: fc.constantFrom(...'aßéШ日ن7'), minLength: 3, maxLength: 50 });

/** What the document says in words: these name what there is, or count together with others. */
const known = {
  id: fc.oneof(fc.constantFrom(...ids), fc.uuid({ version: 7 })),
  issue_id: fc.constantFrom(issue.id, '1', '99'),
  project: fc.constantFrom('MAIN', 'web', project.id),
  projects: fc.subarray(['MAIN', 'web', project.id], { minLength: 1 }),
  milestone: fc.constant('Next'),
  user: fc.constantFrom('ada', users.bob.user.id, 'root@example.org'),
  labels: fc.subarray(['bug', 'BUG']),
  assignees: fc.subarray(['ada', 'me', users.bob.user.id]),
  scopes: fc.subarray(['issues:read', 'issues:write', 'users:read'], { minLength: 1 }),
  version: fc.constant(1),
  'If-Match': entityTags,
  'If-None-Match': entityTags,
  page: fc.integer({ min: 1, max: 100 }),
  follow: fc.constant(false),
  'Last-Event-ID': fc.constant(world.position),
  cursor: fc.constant(undefined), // each list has its own, for each order
  time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'),
  parent: fc.constant(related.id),
  issue: fc.constant(related.id),
  change: fc.constant({ priority: 'high' }), // of many issues: one says something
  template: fc.constant(undefined), // of a project that has one
  in_bin: fc.constant(undefined), // with no other filter alone
  ...{ closed_reason: fc.constant(undefined), duplicate_of: fc.constant(undefined) }, // of what is closed alone
  q: fc.oneof(fc.constantFrom('crash is:open', '-label:bug (author:me OR 登录)'), plainWord),
  password: fc.string({ unit: fc.constantFrom(...'correct horse battery 1'), minLength: 8, maxLength: 100 }),
  new_password: fc.string({ unit: fc.constantFrom(...'correct horse battery 1'), minLength: 8, maxLength: 100 }),
};

const { CreateIssue, ...others } = (document.components?.schemas ?? {}) as Record<string, Schema>;
/** A new issue needs both unless a template is named, which the document says in words. */
const schemas = { ...others, CreateIssue: { ...CreateIssue, required: ['title', 'description'] } };
const drawing = new Drawing(schemas, known);
/** Of copies, a cursor is a place in the log. */
const ofCopies = new Drawing(schemas, { ...known, cursor: fc.constant(world.position) });
const people = fc.constantFrom('ada', 'bob', 'root', 'root', 'anonymous');

/** What a request that the document allows may not be answered. */
const NOT_FOR_VALID = ['validation_failed', 'malformed_request', 'unsupported_media_type', 'payload_too_large'];

/** What these take depends on several fields together, which the document says in words. */
const JUDGED_AS_A_WHOLE = ['bulkEditIssues'];

test.each(operationsOf(document).map((operation) => [operation.operationId, operation] as const))(
  '%s answers as documented, takes what is valid and refuses what is not',
  async (id, operation) => {
    const property = fc.asyncProperty(
      people,
      requestsFor(operation, id.includes('Sync') ? ofCopies : drawing),
      async (who, drawn) => {
        const request = withoutHeader(drawn);
        await world.restore();
        const access = who === 'anonymous' ? {} : { token: users[who].access_token };
        const sent = written(operation, request);
        const answer = await world.server.request({ ...sent, url: ending(operation, String(sent.url)), ...access });
        expect(answer.statusCode).toBeLessThan(500);
        const isWhole = JUDGED_AS_A_WHOLE.includes(id);
        if (isWhole && request.wrong) expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        if (isWhole) return;
        expectJudged(request, { status: answer.statusCode, problem: answer.statusCode < 400 ? {} : answer.json() });
      },
    );
    await fc.assert(property, isLong ? { numRuns: 1000 } : { numRuns: 40, seed: 14 });
  },
);

/** `Last-Event-ID` goes before a cursor, so with it none is wrong. */
function withoutHeader({ texts: { 'Last-Event-ID': header, ...texts }, ...request }: Request): Request {
  return { ...request, texts: request.wrong?.name === 'cursor' ? texts : { ...texts, 'Last-Event-ID': header } };
}

const ENDLESS = ['streamEvents', 'streamSync'];

/** A stream that goes on for ever is no answer to look at. */
function ending({ operationId }: { operationId: string }, url: string): string {
  const isEndless = ENDLESS.includes(operationId) && !url.includes('follow=');
  return isEndless ? `${url}${url.includes('?') ? '&' : '?'}follow=false` : url;
}

type Answer = { status: number; problem: { code?: string; errors?: { path: string }[] } };

function expectJudged({ wrong }: Request, { status, problem }: Answer): void {
  if (!wrong) {
    expect(NOT_FOR_VALID, JSON.stringify(problem)).not.toContain(problem.code);
    return;
  }
  expect(status, `${wrong.name} is wrong`).toBeGreaterThanOrEqual(400);
  if (status !== 422) return;
  const named = problem.errors?.map(({ path }) => path.split('.')[0]);
  expect(named).toContain(wrong.name);
}
