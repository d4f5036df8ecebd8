import { openTestDocket, refusalOf, type TestDocket } from '@docket/kit/docket';
import { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, describeError, errorTable, isUnexpected, validationIssues } from '../../src/core/errors.ts';
import { inProcessRequest } from '../../src/core/request.ts';
import { trpcRouter } from '../../src/procedures/trpc.ts';
import { api } from '../../src/root.ts';

const generic = { code: 'internal_error', status: 500, detail: 'Something went wrong on our side' };

/** A Docket that fails at the next look at its labels. */
async function brokenDocket() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  await docket.database.write((db) => sql`drop table issue_label`.execute(db));
  return { docket, ...ada };
}

/** The answer of the tRPC door over HTTP, as text. */
async function answerOver(docket: TestDocket, access_token: string, path: string): Promise<string> {
  const response = await fetchRequestHandler({
    endpoint: '/trpc',
    req: new Request(`http://localhost/trpc/${path}`),
    router: trpcRouter(api),
    createContext: () => docket.createContext({ access_token }, inProcessRequest({ id: 'request-1' })),
  });
  return response.text();
}

test('tells nothing of an unexpected error', async () => {
  const { caller } = await brokenDocket();
  await expect(caller.issue.list({})).rejects.toThrow(/no such table|does not exist/);
  expect(await refusalOf(caller.issue.list({}))).toEqual(generic);
});

test('tells over tRPC the request id of an unexpected error and nothing else', async () => {
  const { docket, access_token } = await brokenDocket();
  const answer = JSON.parse(await answerOver(docket, access_token, 'issue.list?input={}'));
  expect(answer).toEqual({
    error: {
      message: generic.detail,
      code: -32603,
      data: {
        code: 'internal_error',
        httpStatus: 500,
        path: 'issue.list',
        request_id: 'request-1',
        errors: null,
      },
    },
  });
});

test.each([
  ['an error', new Error('secret')],
  ['text', 'secret'],
  ['nothing', undefined],
  ['an error of tRPC', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'secret' })],
  ['an error with a cause', new Error('secret', { cause: new Error('secret') })],
])('tells nothing when %s is thrown, and blames the server', (_, thrown) => {
  expect(describeError(thrown)).toEqual(generic);
  expect(isUnexpected(thrown)).toBe(true);
});

test.each([
  ['what the caller did wrong', new AppError('issue_not_found'), false],
  ['a limit on calls', new AppError('rate_limited', { retry_after: 1 }), false],
  ['a limit that says when to come back', new AppError('unavailable', { retry_after: 1 }), false],
  ['a database that is away', new AppError('unavailable'), true],
])('asks of %s whether the server is to blame', (_, thrown, isBlamed) => {
  expect(isUnexpected(thrown)).toBe(isBlamed);
});

test('hides an answer that does not match its own schema', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await caller.label.create({ name: 'bug' });
  await docket.database.write((db) => sql`update label set id = 'no id'`.execute(db));
  expect(await refusalOf(caller.label.list({}))).toEqual(generic);
});

const PASSING = ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE', '08006', '28P01', '3D000', '53300', '57P01'];

test.each(PASSING)('asks to try again after %s', (code) => {
  const failure = Object.assign(new Error('secret', { cause: new Error('the socket says why') }), { code });
  const unavailable = { code: 'unavailable', status: 503, detail: errorTable.unavailable.detail };
  expect(describeError(failure)).toEqual(unavailable);
  expect(describeError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: failure }))).toEqual(unavailable);
});

test('lists at most 20 issues in at most 8 KB, however wrong the input is', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('admin', 'admin');
  const labels = Array.from({ length: 1000 }, () => ({ name: '', color: 'red', description: 'x'.repeat(1001) }));
  const refusal = await refusalOf(caller.archive.import({ source: 'github:a/b', labels, issues: [] }));
  expect(refusal).toMatchObject({ code: 'validation_failed', status: 422 });
  expect(refusal.errors).toHaveLength(20);
  expect(Buffer.byteLength(JSON.stringify(refusal))).toBeLessThanOrEqual(8 * 1024);
});

test('cuts what it says of an issue at 200 characters, and its path at 100', () => {
  const { error } = z.object({ ['p'.repeat(120)]: z.string('m'.repeat(300)) }).safeParse({ ['p'.repeat(120)]: 1 });
  expect(error && validationIssues(error)).toEqual([
    { path: 'p'.repeat(100), message: `${'m'.repeat(199)}…`, code: 'invalid_type' },
  ]);
});

test('cuts a list of values behind one of them', () => {
  const values = Array.from({ length: 40 }, (_, at) => `value-${at}`);
  const { error } = z.enum(values).safeParse('none');
  const [{ message = '' } = {}] = error ? validationIssues(error) : [];
  expect(message).toMatch(/^Invalid option: expected one of ("value-\d+"\|)+…$/);
  expect(message.length).toBeLessThanOrEqual(200);
});

test('does not look at the items of an array that is far too long', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const labels = Array.from({ length: 75_000 }, () => '');
  const { errors } = await refusalOf(caller.issue.create({ title: 'Crash', description: 'on save', labels }));
  expect(errors).toEqual([{ path: 'labels', message: expect.any(String), code: 'too_big' }]);
});

test('says where in the input it is wrong, with a dotted path', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const create = caller.issue.create({ title: 'Crash', description: 'on save', labels: ['ok', ' '] });
  const { errors } = await refusalOf(create);
  expect(errors).toEqual([{ path: 'labels.1', message: expect.any(String), code: 'too_small' }]);
});

test('refuses a procedure that does not exist as 404', async () => {
  const docket = await openTestDocket();
  const { access_token } = await docket.createUser('ada');
  expect(await answerOver(docket, access_token, 'issue.explode')).toContain('"code":"route_not_found"');
  expect(await answerOver(docket, access_token, '__proto__.constructor')).toContain('"code":"route_not_found"');
});

test.each(Object.entries(errorTable))('describes %s as the table says', (code, { status, detail }) => {
  const reason = code as keyof typeof errorTable;
  expect(describeError(new AppError(reason))).toEqual({ code, status, detail });
  expect(describeError(new TRPCError({ code: 'BAD_REQUEST', cause: new AppError(reason) }))).toMatchObject({ code });
});
