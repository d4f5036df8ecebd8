import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { openTestDocket, refusalOf, type TestDocket } from '@docket/kit/docket';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';
import { clearLooseFiles } from '../../src/features/attachment/flows/clear.ts';

const text = (filename: string, content = filename) => ({ filename, content: new Blob([content]) });

/** A client that sends some bytes, and hangs up. */
async function* broken(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1000);
  throw new Error('hung up');
}

async function textOf({ content }: { content: AsyncIterable<Uint8Array | string> }): Promise<string> {
  let all = '';
  for await (const piece of content) all += typeof piece === 'string' ? piece : Buffer.from(piece).toString();
  return all;
}

let folder: string;
let docket: TestDocket;

async function open(settings: Record<string, string> = {}) {
  folder = join(temporaryFolder(), 'files');
  docket = await openTestDocket({ FILES_URL: `file:${folder}`, FILE_MAX: '1000B', ...settings });
  const { caller } = await docket.createUser('ada');
  const issue = await caller.issue.create({ title: 'Crash', description: 'It crashes' });
  return { caller, issue, to: { issue_id: issue.id } };
}

/** The files in the store, whoever knows of them. */
function kept(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((home) => readdirSync(join(folder, home)));
}

const clear = () =>
  clearLooseFiles(docket.database, {
    store: docket.store,
    at: docket.clock.now.toISOString(),
    stop: new AbortController().signal,
  });

const loose = () => docket.database.read.selectFrom('loose_file').selectAll().execute();

const counters = async () => {
  const { read } = docket.database;
  const [project] = await read.selectFrom('issue_counter').select('file_bytes').execute();
  const issues = await read.selectFrom('issue').select('attachment_count').execute();
  return { bytes: project?.file_bytes, files: issues.map(({ attachment_count }) => attachment_count) };
};

describe('a file', () => {
  test('is on its issue, in its list, and can be read', async () => {
    const { caller, issue, to } = await open();
    const { items } = await caller.attachment.addToIssue({ ...to, files: [text('a.txt', 'first'), text('b.txt')] });
    expect(items).toMatchObject([
      {
        issue_id: issue.id,
        comment_id: null,
        uploader: { username: 'ada' },
        filename: 'a.txt',
        size: 5,
        content_type: 'text/plain',
        sha256: 'a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e',
        url: `/api/v1/attachments/${items[0]?.id}/content`,
      },
      { filename: 'b.txt' },
    ]);
    expect((await caller.issue.get({ id: issue.id })).attachments).toEqual(items);
    expect((await caller.issue.list({})).items[0]?.attachments).toEqual(items);
    expect(await caller.attachment.list(to)).toMatchObject({ items, total: 2 });
    expect(await caller.attachment.get({ id: items[0]?.id ?? '' })).toEqual(items[0]);
    expect(await textOf(await caller.attachment.download({ id: items[0]?.id ?? '' }))).toBe('first');
    expect([await loose(), await counters()]).toEqual([[], { bytes: 10, files: [2] }]);
  });

  test('of a comment is on that alone, and goes with it', async () => {
    const { caller, issue, to } = await open();
    const comment = await caller.comment.create({ ...to, body: 'See this' });
    const { items } = await caller.attachment.addToComment({ comment_id: comment.id, files: [text('a.txt')] });
    expect(items).toMatchObject([{ issue_id: issue.id, comment_id: comment.id }]);
    expect((await caller.comment.get({ id: comment.id })).attachments).toEqual(items);
    expect((await caller.comment.list(to)).items[0]?.attachments).toEqual(items);
    expect((await caller.issue.get({ id: issue.id })).attachments).toEqual([]);
    expect((await caller.attachment.list(to)).items).toEqual(items);
    await caller.comment.delete({ id: comment.id });
    expect([await refusalOf(caller.attachment.get({ id: items[0]?.id ?? '' }))]).toMatchObject([
      { code: 'attachment_not_found' },
    ]);
    expect(await counters()).toEqual({ bytes: 0, files: [0] });
    await clear();
    expect([kept(), await loose()]).toEqual([[], []]);
  });

  test('goes with its issue into the bin, and for good when that is emptied', async () => {
    const { caller, issue, to } = await open();
    const comment = await caller.comment.create({ ...to, body: 'See this' });
    await caller.attachment.addToComment({ comment_id: comment.id, files: [text('a.txt')] });
    const { items } = await caller.attachment.addToIssue({ ...to, files: [text('b.txt'), text('c.txt')] });
    await caller.attachment.delete({ id: items[0]?.id ?? '' });
    expect((await caller.issue.get({ id: issue.id })).attachments).toEqual([items[1]]);
    expect([kept().length, (await loose()).length]).toEqual([3, 1]);
    await clear();
    expect(kept().length).toBe(2);
    await caller.issue.delete({ id: issue.id });
    expect(await refusalOf(caller.attachment.download({ id: items[1]?.id ?? '' }))).toMatchObject({
      code: 'attachment_not_found',
    });
    await clear();
    expect(kept().length).toBe(2);
    await docket.caller({ system: 'test' }).issue.purge({ id: issue.id });
    expect(await counters()).toEqual({ bytes: 0, files: [0] });
    await clear();
    expect([kept(), await loose()]).toEqual([[], []]);
  });

  test('is counted in the project to which its issue is moved', async () => {
    const { caller, issue, to } = await open();
    await caller.attachment.addToIssue({ ...to, files: [text('12345')] });
    const web = await caller.project.create({ key: 'WEB', name: 'Website' });
    const moved = await caller.issue.update({ id: issue.id, project: 'WEB' });
    expect(moved.attachments).toMatchObject([{ filename: '12345' }]);
    const counted = await docket.database.read
      .selectFrom('issue_counter')
      .select(['project_id', 'file_bytes'])
      .execute();
    expect(counted.map((one) => [one.project_id === web.id, one.file_bytes]).toSorted()).toEqual([
      [false, 0],
      [true, 5],
    ]);
  });

  test('is in the history with its name, when it comes and when it goes', async () => {
    const { caller, issue, to } = await open();
    const { items } = await caller.attachment.addToIssue({ ...to, files: [text('a.txt')] });
    await caller.attachment.delete({ id: items[0]?.id ?? '' });
    const events = (await caller.issue.events({ id: issue.id })).items.slice(1);
    expect(events.map(({ type, changes }) => [type, changes])).toEqual([
      ['attachment.created', [{ field: 'filename', from: null, to: 'a.txt' }]],
      ['attachment.deleted', [{ field: 'filename', from: 'a.txt', to: null }]],
    ]);
    const subject = { type: 'issue', id: issue.id };
    expect((await caller.event.list({ type: ['attachment.*'] })).items).toMatchObject([{ subject }, { subject }]);
  });

  test('whose content is gone from the store is said to be', async () => {
    const { caller, to } = await open();
    const { items } = await caller.attachment.addToIssue({ ...to, files: [text('a.txt')] });
    await docket.store.delete(items[0]?.id ?? '');
    const { content } = await caller.attachment.download({ id: items[0]?.id ?? '' });
    expect(await refusalOf(textOf({ content }))).toMatchObject({ code: 'file_missing' });
  });
});

describe('nothing is left of files', () => {
  test.each<[string, Record<string, string>, () => Parameters<TestDocket['caller']>[0] | object, string]>([
    ['one of which is too large', {}, () => [text('a'), text('b', 'x'.repeat(1001))], 'file_too_large'],
    [
      'that are more than the project has room for',
      { FILES_PROJECT_QUOTA: '10B' },
      () => [text('123456'), text('12345')],
      'file_quota_exceeded',
    ],
    [
      'of which there are too many',
      { FILES_PER_REQUEST: '2' },
      () => [text('a'), text('b'), text('c')],
      'too_many_files',
    ],
    ['one of which has no name', {}, () => [text('a'), text('../..', 'b')], 'validation_failed'],
    ['one of which is none', {}, () => [text('a'), { filename: 'b' }], 'validation_failed'],
    ['of which there are none', {}, () => [], 'validation_failed'],
  ])('%s', async (_what, settings, files, code) => {
    const { caller, to } = await open(settings);
    const refusal = await refusalOf(caller.attachment.addToIssue({ ...to, files: files() as never }));
    expect([refusal.code, kept(), await loose(), await counters()]).toEqual([code, [], [], { bytes: 0, files: [0] }]);
  });

  test('whose client hangs up', async () => {
    const { caller, to } = await open();
    const files = [text('whole'), { filename: 'half', content: broken() }];
    await expect(caller.attachment.addToIssue({ ...to, files })).rejects.toThrow('hung up');
    expect((await caller.attachment.list(to)).items).toEqual([]);
    expect([kept(), await loose()]).toEqual([[], []]);
  });

  test('that were being sent when their server died, once a day has passed', async () => {
    const { to, caller } = await open();
    const began = Promise.withResolvers<void>();
    const ends = Promise.withResolvers<void>();
    async function* sentUntilEnd(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      began.resolve();
      await ends.promise;
    }
    const files = [text('a'), { filename: 'b', content: sentUntilEnd() }];
    const dying = caller.attachment.addToIssue({ ...to, files }).catch((error: unknown) => error);
    await began.promise;
    await expect.poll(() => kept().length, { timeout: 30_000 }).toBe(2);
    await clear();
    expect([kept().length, (await loose()).length]).toEqual([2, 2]);
    docket.clock.advance(DAY_MS);
    await clear();
    expect([kept(), await loose()]).toEqual([[], []]);
    ends.resolve(); // this server lives: what it holds open, a collection of garbage would close, which is an error
    await dying;
  });
});

describe('what is called how', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\crash.log', 'crash.log'],
    ['  spaced.txt ', 'spaced.txt'],
    ['cafe\u0301.txt', 'café.txt'],
    ['登录.png', '登录.png'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%j is %j', async (sent, filename) => {
    const { caller, to } = await open();
    expect((await caller.attachment.addToIssue({ ...to, files: [text(sent, 'a')] })).items).toMatchObject([
      { filename },
    ]);
  });

  test.each(['', '.', '..', 'a/', 'new\nline', '\u202egnp.exe', '\u0000', 'x'.repeat(256)])(
    '%j is refused',
    async (sent) => {
      const { caller, to } = await open();
      const refusal = await refusalOf(caller.attachment.addToIssue({ ...to, files: [text('a'), text(sent, 'a')] }));
      expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'files.1.filename' }] });
    },
  );
});
