import { text } from 'node:stream/consumers';
import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { fillWithEverything } from '@docket/kit/everything';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Caller } from '../../src/docket.ts';

type Line = Record<string, unknown> & { type?: string };

async function exported(caller: Caller, input: Parameters<Caller['issue']['export']>[0] = {}): Promise<string> {
  const { content } = await caller.issue.export(input);
  return text(content);
}

async function linesOf(caller: Caller, input: Parameters<Caller['issue']['export']>[0] = {}): Promise<Line[]> {
  return (await exported(caller, input))
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as Line);
}

const ofType = (lines: Line[], type: string) => lines.filter((line) => line.type === type);

async function filled(): Promise<TestDocket> {
  const docket = await openTestDocket();
  await fillWithEverything(docket);
  return docket;
}

test('NDJSON has a line for each issue, comment and event, and says at its end how many there are', async () => {
  const docket = await filled();
  const caller = docket.caller({ system: 'test' });
  const { read } = docket.database;
  const lines = await linesOf(caller);
  const { items } = await caller.issue.list({ limit: 100 });
  expect(ofType(lines, 'issue').map(({ key }) => key)).toEqual(
    items.toSorted((a, b) => a.number - b.number).map(({ key }) => key),
  );
  const comments = items.reduce((sum, { comment_count }) => sum + comment_count, 0);
  const events = await read
    .selectFrom('event')
    .innerJoin('issue', 'issue.id', 'event.subject_id')
    .where('issue.deleted_at', 'is', null)
    .where('event.type', '<>', 'reaction.changed')
    .select('event.id')
    .execute();
  expect(ofType(lines, 'comment')).toHaveLength(comments);
  expect(
    ofType(lines, 'event')
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(events.map(({ id }) => id).toSorted());
  expect(lines.at(0)).toMatchObject({ docket: 'export', version: 1 });
  expect(lines.at(-1)).toEqual({ type: 'end', issues: items.length, comments, events: events.length });
});

const named = (line: Line, name: unknown) => JSON.stringify([line['project'], name]);

/** What a line introduces, and what it names. */
const INTRODUCED: Record<string, (line: Line) => unknown> = {
  user: ({ ref }) => ref,
  label: (line) => named(line, line['name']),
  milestone: (line) => named(line, line['title']),
  project: ({ key }) => key,
};
const NAMED: Record<string, (line: Line) => unknown[]> = {
  comment: ({ author }) => [author],
  event: ({ actor }) => [actor],
  issue: (line) => [
    line['project'],
    line['author'],
    ...(line['assignees'] as unknown[]),
    ...(line['labels'] as Line[]).map((label) => named(label, label['name'])),
    line['milestone'] && named(line, line['milestone']),
  ],
};

test('NDJSON names nobody and nothing that no line before has introduced', async () => {
  const known = new Set<unknown>([null]); // nobody, and no milestone
  for (const line of await linesOf((await filled()).caller({ system: 'test' }))) {
    for (const one of NAMED[line.type ?? '']?.(line) ?? []) expect(known).toContain(one);
    const introduced = INTRODUCED[line.type ?? '']?.(line);
    if (introduced !== undefined) known.add(introduced);
  }
  expect(known.size).toBeGreaterThan(8);
});

test('NDJSON without ids holds none, and nothing of when it was made', async () => {
  const docket = await filled();
  const caller = docket.caller({ system: 'test' });
  const before = await exported(caller, { without_ids: true });
  docket.clock.advance(60);
  expect(await exported(caller, { without_ids: true })).toBe(before);
  const { items } = await caller.issue.list({ limit: 100 });
  for (const { id } of items) expect(before).not.toContain(`"${id}"`);
  expect(before).not.toContain('"id":');
});

test('an address is in it for admins alone', async () => {
  const docket = await openTestDocket();
  const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  await ada.caller.issue.create({ title: 'Crash', description: 'It crashes' });
  expect(ofType(await linesOf(root.caller), 'user')).toMatchObject([{ ref: 'ada', email: 'ada@example.org' }]);
  expect(ofType(await linesOf(ada.caller), 'user')).toMatchObject([{ ref: 'ada', email: null }]);
});

test('a member gets what the member sees, and filters choose as they do in lists', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  const about = { title: 'Crash', description: 'It crashes' };
  const moved = await ada.caller.issue.create({ ...about, project: 'SEC' });
  await ada.caller.issue.create({ ...about, project: 'SEC', priority: 'high' });
  await ada.caller.issue.update({ id: moved.id, project: 'MAIN', confirm_visibility: true });
  const keysOf = async (caller: Caller, input = {}) =>
    ofType(await linesOf(caller, input), 'issue').map(({ key }) => key);
  expect(await keysOf(ada.caller)).toEqual(['MAIN-1', 'SEC-2']);
  expect(await keysOf(ada.caller, { priority: ['high'] })).toEqual(['SEC-2']);
  expect(await keysOf(ada.caller, { project: ['main'] })).toEqual(['MAIN-1']);
  expect(await keysOf(ada.caller, { q: 'crash priority:high' })).toEqual(['SEC-2']);
  expect(await keysOf(ada.caller, { author: 'bob' })).toEqual([]);
  expect(ofType(await linesOf(ada.caller), 'issue')[0]).toMatchObject({ former_keys: ['SEC-1'] });
  expect(await exported(bob.caller)).not.toMatch(/SEC|Secret/);
});

test('an issue of many comments and changes comes in parts, all in their order', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const { id } = await caller.issue.create({ title: 'Long', description: 'It is long' });
  for (let at = 1; at <= 130; at += 1) await caller.comment.create({ issue_id: id, body: `Comment ${at}` });
  const lines = await linesOf(caller);
  const comments = ofType(lines, 'comment');
  expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 130 }, (_, at) => `Comment ${at + 1}`));
  expect(comments.map(({ number }) => number)).toEqual(Array.from({ length: 130 }, (_, at) => at + 1));
  expect(ofType(lines, 'event').map(({ comment }) => comment)).toEqual([null, ...comments.map(({ number }) => number)]);
});

test('files stand behind what they hang on, without their content, and assignees in the order of their names', async () => {
  const docket = await openTestDocket();
  const [zoe, ada] = [await docket.createUser('zoe'), await docket.createUser('ada')];
  const issue = await zoe.caller.issue.create({ title: 'Crash', description: 'It crashes', assignees: ['zoe', 'ada'] });
  const comment = await ada.caller.comment.create({ issue_id: issue.id, body: 'See' });
  const file = (filename: string) => [{ filename, content: new Blob(['text']) }];
  await ada.caller.attachment.addToIssue({ issue_id: issue.id, files: file('issue.txt') });
  await ada.caller.attachment.addToComment({ comment_id: comment.id, files: file('comment.txt') });
  const lines = await linesOf(zoe.caller);
  const from = lines.findIndex(({ type }) => type === 'issue');
  expect(lines.slice(from, from + 4)).toMatchObject([
    { type: 'issue', assignees: ['ada', 'zoe'] },
    { type: 'attachment', issue: 'MAIN-1', comment: null, filename: 'issue.txt', uploader: 'ada', size: 4 },
    { type: 'comment', number: 1 },
    { type: 'attachment', issue: 'MAIN-1', comment: 1, filename: 'comment.txt' },
  ]);
});

test('JSON is an array of issues as lists have them, without what their texts name', async () => {
  const caller = (await filled()).caller({ system: 'test' });
  const { items } = await caller.issue.list({ limit: 100, sort: 'number-asc' });
  const bare = items.map(({ mentions: _users, references: _issues, ...issue }) => issue);
  expect(JSON.parse(await exported(caller, { format: 'json' }))).toEqual(bare);
  expect(JSON.parse(await exported(caller, { format: 'json', author: 'nobody' }))).toEqual([]);
});

test('T30: CSV reads back as it was written, and no cell of it is a formula', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const texts = [
    '=cmd()',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\uFF1D1+1',
    'a "quoted", cell',
    'several\nlines\n\n=1',
    'carriage\rreturn',
    'both\r\n',
  ];
  const behind = [' =1+1', '\n=1+1', '\t=1', '\u00a0=1'];
  const source = 'github:a/b';
  const at = '2014-04-17T18:38:34.000Z';
  const issues = [...texts, ...behind].map((title, number) => ({
    number: number + 100,
    title,
    description: title,
    status: 'open' as const,
    author: '=ada',
    assignees: [],
    labels: [],
    created_at: at,
    updated_at: at,
    closed_at: null,
    comments: [],
  }));
  await docket.caller({ system: 'test' }).archive.import({ source, labels: [], issues });
  const written = await exported(caller, { format: 'csv' });
  const rows: Record<string, string>[] = parse(written, { columns: true, record_delimiter: ['\r\n', '\n', '\r'] }); // as other programs do
  const { items } = await caller.issue.list({ limit: 100, sort: 'number-asc' });
  expect(rows.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
  for (const [nth, { title, description }] of items.entries()) {
    expect([title, `'${title}`]).toContain(rows[nth]?.['title']);
    expect([description, `'${description}`]).toContain(rows[nth]?.['description']);
  }
  for (const cell of rows.flatMap((row) => Object.values(row)))
    expect(cell).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/);
  expect(Object.keys(rows[0] ?? {})).toEqual(
    'key title status priority project author assignees labels milestone comments created_at updated_at closed_at description id closed_reason due_on'.split(
      ' ',
    ),
  );
  expect(await exported(caller, { format: 'csv', bom: true })).toBe(`\uFEFF${written}`);
});

test('shows one moment, whatever is written meanwhile', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const about = { title: 'Crash', description: 'x'.repeat(2000) };
  for (let at = 0; at < 120; at += 1) await caller.issue.create(about);
  const { content } = await caller.issue.export({});
  const pieces: string[] = [];
  for await (const piece of content) {
    if (pieces.length === 0) {
      await caller.issue.update({ id: '120', title: 'Changed meanwhile' });
      await caller.issue.create({ ...about, title: 'Made meanwhile' });
    }
    pieces.push(String(piece));
  }
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('')).not.toContain('meanwhile');
});
