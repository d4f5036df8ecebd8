// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// C44, C45: what is as good as not sent, through every door: null, and the value that is there.

import { serveWorld } from '@docket/kit/world';
import { isMutation, listProcedures, type ProcedureInfo } from '@docket/router';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { imported } from '../cases/import.ts';
import { inputOf, rows } from '../cases/index.ts';
import { comparable, type Door, type Outcome, throughCaller, throughClient, throughRest } from './doors.ts';

const world = await serveWorld(afterAll);
const DOORS: [string, Door][] = [
  ['the caller', throughCaller],
  ['the client', throughClient],
  ['REST', throughRest],
];

/** The fields of an input that may be left out, and cannot be null. */
function fieldsWithoutNull({ input }: ProcedureInfo): string[] {
  const { shape = {} } = (input ?? {}) as {
    shape?: Record<string, Pick<NonNullable<typeof input>, 'isOptional' | 'isNullable'>>;
  };
  return Object.entries(shape).flatMap(([name, field]) => (field.isOptional() && !field.isNullable() ? name : []));
}

const withNulls = listProcedures().flatMap((procedure) => {
  const fields = fieldsWithoutNull(procedure);
  return fields.length > 0 ? { ...procedure, fields } : [];
});

test('there are fields that may be left out, in updates above all', () => {
  const found = Object.fromEntries(withNulls.map(({ name, fields }) => [name, fields]));
  expect(found['issue.update']).toEqual([
    'title',
    'description',
    'priority',
    'status',
    'duplicate_of',
    'labels',
    'assignees',
    'project',
    'confirm_visibility',
    'version',
  ]);
  expect(Object.keys(found)).toEqual(
    expect.arrayContaining(['comment.update', 'label.update', 'user.update', 'issue.list']),
  );
});

// The address of what is read over REST holds texts alone, and a null in it would be one.
test.each(withNulls)('C44: $name takes null for not sent', async ({ name, kind, fields }) => {
  const [success] = rows[name]?.succeeds ?? [];
  const input = inputOf(success ?? {}, world) as Record<string, unknown>;
  const nulls = Object.fromEntries(fields.filter((field) => !(field in input)).map((field) => [field, null]));
  const outcome = async (door: Door, sent: unknown) => {
    await world.restore();
    return comparable(await door(world, { procedure: name, as: success?.as ?? 'root', input: sent }));
  };
  const expected = await outcome(throughCaller, input);
  expect(expected).toHaveProperty('data');
  const isRead = !isMutation({ kind });
  for (const [, door] of isRead ? DOORS.filter(([, door]) => door !== throughRest) : DOORS) {
    expect(await outcome(door, { ...input, ...nulls })).toEqual(expected);
  }
});

const LABELS = Array.from({ length: 25 }, (_, nth) => ({ name: `label-${nth}`, color: '#ededed', description: null }));
const ODD_LABEL = { name: 'zz\u200b', color: '#ededed', description: 'd'.repeat(1000) };

/** An issue of another tracker, beyond every limit for new ones. */
const LONG = {
  ...imported,
  number: 42,
  title: ` ${'t'.repeat(150)} `,
  description: `${'Long ago, '.repeat(500)}\u001b[0m`,
  author: 'dependabot[bot]',
  labels: [...LABELS, ODD_LABEL].map(({ name }) => name),
  assignees: Array.from({ length: 12 }, (_, nth) => `person-${nth}`),
  status: 'open' as const,
  closed_at: null,
  comments: [
    { author: 'ekr', body: 'b'.repeat(20_000), created_at: imported.created_at, updated_at: imported.updated_at },
  ],
};

/** Not too long, and yet what the rules for new ones would change. */
const SPACED = { ...imported, number: 43, title: ' Two  blanks ' };

type Issue = { id: string; title: string; description: string; version: number } & {
  labels: { id: string; name: string }[];
  assignees: { id: string; username: string | null }[];
  author: { id: string; username: string };
};

describe('C45', () => {
  beforeAll(async () => {
    await world.restore();
    const labels = [...LABELS, ODD_LABEL];
    await world.users.root.caller.archive.import({ source: 'github:a/b', labels, issues: [LONG, SPACED] });
    await world.keep();
  });

  beforeEach(world.restore);

  describe.each(DOORS)('through %s', (_, door) => {
    const call = (procedure: string, input: unknown, as: 'root' | 'bob' = 'root'): Promise<Outcome> =>
      door(world, { procedure, as, input });

    async function dataOf<T>(procedure: string, input: unknown): Promise<T> {
      const outcome = await call(procedure, input);
      expect(outcome).toHaveProperty('data');
      return (outcome as { data: T }).data;
    }

    test('an issue is taken as it was given, with another status', async () => {
      const issue = await dataOf<Issue>('issue.get', { id: '42' });
      const closed = await dataOf<Issue>('issue.update', { ...issue, id: '42', status: 'closed' });
      const { updated_at, closed_at } = closed as never;
      const state = { status: 'closed', closed_reason: 'completed', closed_at };
      expect(closed).toEqual({ ...issue, ...state, version: issue.version + 1, updated_at });
      const { items } = await dataOf<{ items: { changes: object[] }[] }>('issue.events', { id: '42' });
      expect(items.at(-1)?.changes).toEqual([
        { field: 'status', from: 'open', to: 'closed' },
        { field: 'closed_reason', from: null, to: 'completed' },
      ]);
    });

    test('a title is taken as it was given, with the blanks around it', async () => {
      const issue = await dataOf<Issue>('issue.get', { id: '43' });
      expect(await dataOf('issue.update', { ...issue, id: '43' })).toEqual(issue);
      const { title } = await dataOf<Issue>('issue.update', { id: '43', title: 'Two  blanks' });
      expect(title).toBe('Two  blanks');
    });

    test('so are its labels by name and its assignees by id, however many there are', async () => {
      const issue = await dataOf<Issue>('issue.get', { id: '42' });
      const labels = issue.labels.map(({ name }) => name);
      const assignees = issue.assignees.map(({ id }) => id);
      expect(await dataOf('issue.update', { id: '42', labels, assignees })).toEqual(issue);
      const more = await call('issue.update', { id: '42', labels: [...labels, 'bug'] });
      expect(more).toMatchObject({
        error: { code: 'validation_failed', errors: [{ path: 'labels', code: 'too_big' }] },
      });
    });

    test('a value that is another one meets the limits of a new issue, in the same words', async () => {
      const issue = await dataOf<Issue>('issue.get', { id: '42' });
      for (const wrong of [{ title: `${issue.title.trim()}!` }, { description: 'Long ago, '.repeat(501) }]) {
        const fine = { title: 'Crash', description: 'It crashes', ...wrong };
        const created = await call('issue.create', fine);
        expect(created).toMatchObject({
          error: { code: 'validation_failed', errors: [{ path: Object.keys(wrong)[0] }] },
        });
        expect(await call('issue.update', { id: '42', ...wrong })).toEqual(created);
        expect(await call('issue.update', { ...issue, id: '42', ...wrong })).toEqual(created);
      }
    });

    test('whoever may not change it is told so', async () => {
      const { title } = await dataOf<Issue>('issue.get', { id: '42' });
      expect(await call('issue.update', { id: '42', title }, 'bob')).toMatchObject({ error: { code: 'forbidden' } });
      expect(await call('issue.update', { id: '44', title })).toMatchObject({ error: { code: 'validation_failed' } });
    });

    test('a comment, a label and a user are taken as they were given', async () => {
      const issue = await dataOf<Issue>('issue.get', { id: '42' });
      const { items } = await dataOf<{ items: { id: string; body: string }[] }>('comment.list', { issue_id: '42' });
      const [comment] = items;
      expect(await dataOf('comment.update', { ...comment })).toEqual(comment);
      const longer = await call('comment.update', { ...comment, body: `${comment?.body}!` });
      expect(longer).toMatchObject({ error: { errors: [{ path: 'body', code: 'too_big' }] } });

      const label = issue.labels.find(({ name }) => name === ODD_LABEL.name);
      const black = await dataOf<object>('label.update', { ...label, color: '#000000' });
      expect(black).toMatchObject({ name: ODD_LABEL.name, description: ODD_LABEL.description, color: '#000000' });

      const user = await dataOf<{ username: string }>('user.get', { id: issue.author.id });
      expect(user.username).toBe('dependabot[bot]');
      expect(await dataOf('user.update', { ...user, bio: 'Bumps' })).toMatchObject({
        ...user,
        bio: 'Bumps',
        version: 2,
        updated_at: expect.any(String),
      });
      const renamed = await call('user.update', { ...user, username: 'renovate[bot]' });
      expect(renamed).toMatchObject({ error: { errors: [{ path: 'username' }] } });
    });
  });
});
