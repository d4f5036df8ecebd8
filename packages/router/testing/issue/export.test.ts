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

test('NDJSON has all issues with their comments and their history, and says at its end how many there are', async () => {
  const docket = await filled();
  const caller = docket.caller({ system: 'test' });
  const lines = await linesOf(caller);
  const { items } = await caller.issue.list({ limit: 100, sort: 'number-asc' });
  expect(lines.at(0)).toMatchObject({ docket: 'export', version: 1 });
  expect(lines.at(-1)).toEqual({ type: 'end', issues: items.length });
  const issues = ofType(lines, 'issue');
  expect(issues).toMatchObject(items);
  for (const { id, comments, history } of issues) {
    const there = await caller.comment.list({ issue_id: String(id), limit: 100 });
    expect(comments).toEqual(there.items.map(({ issue_id: _, ...comment }) => comment));
    const events = await caller.issue.events({ id: String(id), limit: 100 });
    expect((history as Line[]).map((event) => event['id'])).toEqual(events.items.map((event) => event.id));
  }
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

test('an issue of many comments and changes is whole, all in their order', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const { id } = await caller.issue.create({ title: 'Long', description: 'It is long' });
  for (let at = 1; at <= 130; at += 1) await caller.comment.create({ issue_id: id, body: `Comment ${at}` });
  const [issue = {}] = ofType(await linesOf(caller), 'issue');
  const bodies = (issue['comments'] as Line[]).map(({ body }) => body);
  expect(bodies).toEqual(Array.from({ length: 130 }, (_, at) => `Comment ${at + 1}`));
  expect(issue['history']).toHaveLength(131);
});

test('JSON is an array of issues as lists have them', async () => {
  const caller = (await filled()).caller({ system: 'test' });
  const { items } = await caller.issue.list({ limit: 100, sort: 'number-asc' });
  expect(JSON.parse(await exported(caller, { format: 'json' }))).toEqual(items);
  expect(JSON.parse(await exported(caller, { format: 'json', author: 'nobody' }))).toEqual([]);
});

test('T30: CSV reads back as it was written, and no cell of it is a formula', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const texts = ['=cmd()', '+1+1', '-1+1', '@SUM(A1)', '\uFF1D1+1', 'a "quoted", cell', 'several\nlines\n\n=1'];
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
  const rows: Record<string, string>[] = parse(written, { columns: true, record_delimiter: '\r\n' });
  const { items } = await caller.issue.list({ limit: 100, sort: 'number-asc' });
  expect(rows.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
  for (const [nth, { title, description }] of items.entries()) {
    expect([title, `'${title}`]).toContain(rows[nth]?.['title']);
    expect([description, `'${description}`]).toContain(rows[nth]?.['description']);
  }
  for (const cell of rows.flatMap((row) => Object.values(row)))
    expect(cell).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/);
  expect(Object.keys(rows[0] ?? {})).toEqual(
    'key title status priority project author assignees labels milestone comments created_at updated_at closed_at description id'.split(
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
