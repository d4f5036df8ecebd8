// What an export shows of a private project into which its admin has not looked is written down before it is shown.

import { text } from 'node:stream/consumers';
import type { Database } from '@docket/db';
import { openTestDocket, type TestDocket, type TestUser } from '@docket/kit/docket';
import { expect, onTestFinished, test } from 'vitest';

const FORMATS = ['json', 'csv', 'ndjson'] as const;

type Format = (typeof FORMATS)[number];

/** Ada has an issue in MAIN and one in OPS, which is private, and Root is an admin. */
async function besideSecret() {
  let refusesWrites = false;
  const docket = await openTestDocket({}, onTestFinished, {
    write:
      (write): Database['write'] =>
      (work, options) =>
        refusesWrites ? Promise.reject(new Error('read only')) : write(work, options),
  });
  const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  await ada.caller.project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
  await ada.caller.issue.create({ project: 'OPS', title: 'Leak', description: 'of keys' });
  await ada.caller.issue.create({ title: 'Crash', description: 'It crashes' });
  return {
    docket,
    ada,
    root,
    exported: async (format: Format, project = ['MAIN']) => {
      const { content } = await root.caller.issue.export({ format, project });
      return text(content);
    },
    looks: async () => (await ada.caller.event.list({ project: ['OPS'], type: ['project.looked_into'] })).items.length,
    refuseWrites: () => {
      refusesWrites = true;
    },
  };
}

/** Ways in which an issue of MAIN shows what is in OPS, and the formats that do. */
const ties: [string, (ada: TestUser, docket: TestDocket) => Promise<unknown>, Format[]][] = [
  ['a parent', ({ caller }) => caller.issue.update({ id: 'MAIN-1', parent: 'OPS-1' }), ['json', 'ndjson']],
  ['a part', ({ caller }) => caller.issue.update({ id: 'OPS-1', parent: 'MAIN-1' }), ['ndjson']],
  ['a relation', ({ caller }) => caller.relation.create({ id: 'OPS-1', type: 'blocks', issue: 'MAIN-1' }), ['ndjson']],
  [
    'a former key',
    ({ caller }) => caller.issue.update({ id: 'OPS-1', project: 'MAIN', confirm_visibility: true }),
    ['ndjson'],
  ],
  [
    'a former key without a history',
    async ({ caller }, { database }) => {
      const [{ id }, { project }] = [await caller.issue.get({ id: 'MAIN-1' }), await caller.issue.get({ id: 'OPS-1' })];
      const key = { project_id: project.id, number: 9, issue_id: id };
      await database.write((db) => db.insertInto('issue_key').values(key).execute());
    },
    ['ndjson'],
  ],
  [
    'the history of a parent',
    async ({ caller }) => {
      await caller.issue.update({ id: 'MAIN-1', parent: 'OPS-1' });
      await caller.issue.update({ id: 'MAIN-1', parent: null });
    },
    ['ndjson'],
  ],
];

const shown = ties.flatMap(([what, tie, showing]) =>
  FORMATS.map((format) => ({ what, tie, format, shows: showing.includes(format) })),
);

test.each(shown)('$what in a private project is a look of an export as $format: $shows', async ({ tie, ...one }) => {
  const { docket, ada, exported, looks } = await besideSecret();
  await tie(ada, docket);
  const said = await exported(one.format);
  expect(said).toContain('Crash');
  expect([/OPS-\d/.test(said), await looks()]).toEqual([one.shows, one.shows ? 1 : 0]);
});

test.each(FORMATS)(
  'an export as %s looks at the projects of the issues that it shows, and at no others',
  async (format) => {
    const { exported, looks } = await besideSecret();
    expect(await exported(format)).not.toContain('Leak');
    expect(await looks()).toBe(0);
    expect(await exported(format, ['MAIN', 'OPS'])).toContain('Leak');
    expect(await looks()).toBe(1);
  },
);

test.each(FORMATS)('nobody gets to see of an export as %s of what the look cannot be written down', async (format) => {
  const { exported, refuseWrites, root } = await besideSecret();
  refuseWrites();
  await expect(exported(format, ['MAIN', 'OPS'])).rejects.toThrow('read only');
  const { content } = await root.caller.issue.export({ format, project: ['OPS'] });
  const pieces: string[] = [];
  const read = async () => {
    for await (const piece of content) pieces.push(String(piece));
  };
  await expect(read()).rejects.toThrow('read only');
  expect(pieces.join('')).not.toContain('Leak');
});

test('the look is there when the piece that shows it is', async () => {
  const { root, looks } = await besideSecret();
  const { content } = await root.caller.issue.export({ format: 'json', project: ['OPS'] });
  expect(await looks()).toBe(0);
  for await (const piece of content) {
    expect(String(piece)).toContain('Leak');
    expect(await looks()).toBe(1);
  }
});
