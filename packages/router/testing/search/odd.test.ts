// T25, T38, T42: whatever is looked for gets an answer or 422, soon, and nothing of what is not seen.

import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { assert, asyncProperty } from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { drawnTexts } from '../query-language/drawn-queries.ts';

const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000' }, afterAll);
const [ada, bob] = [await docket.createUser('ada', 'admin'), await docket.createUser('bob')];
await ada.caller.project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
await ada.caller.label.create({ name: 'hush', project: 'OPS' });
await ada.caller.milestone.create({ title: 'Secret', project: 'OPS' });
const shown = await ada.caller.issue.create({ title: 'Crash on save', description: 'It crashes C++ <b>often</b>' });
const hidden = await ada.caller.issue.create({
  title: 'Crash of the reactor',
  description: 'Nobody shall know of plutonium',
  project: 'OPS',
  labels: ['hush'],
  milestone: 'Secret',
});
await ada.caller.comment.create({ issue_id: hidden.id, body: 'plutonium, again' });

/** Whether a query gets an answer. */
async function isAnswered(q: string): Promise<boolean> {
  const outcomes = [];
  for (const ask of [() => bob.caller.search.issues({ q }), () => bob.caller.issue.list({ q })]) {
    const refusal = await ask().then(
      () => undefined,
      async (error: unknown) => refusalOf(Promise.reject(error)),
    );
    if (refusal) expect(refusal).toMatchObject({ status: 422, code: 'validation_failed' });
    outcomes.push(refusal === undefined);
  }
  return outcomes.some(Boolean);
}

test('T25: whatever is written is answered, or refused with 422', async () => {
  let answered = 0;
  await assert(
    asyncProperty(drawnTexts, async (q) => {
      if (await isAnswered(q)) answered += 1;
    }),
    { numRuns: 200 },
  );
  expect(answered).toBeGreaterThan(20);
});

test.each([
  'NEAR(a b) is:open',
  '$.title is:open',
  "'; drop table issue; -- is:open",
  '" OR 1=1 is:open',
  '%_\\ is:open',
  '\u202ecrash is:open',
  '登 is:open',
  'abc* is:open',
  `${'(aa OR bb -'.repeat(9)}cc${')'.repeat(9)} is:open`,
  `${'aa -('.repeat(10)}cc${')'.repeat(10)} is:open`,
  `${'-a '.repeat(18)}is:open`,
])('T42: %s is answered', async (q) => {
  expect(await isAnswered(q)).toBe(true);
});

test.each(['a\0b', '\ud800crash', 'a'.repeat(501), '-a '.repeat(166), '('.repeat(500), '"'.repeat(499)])(
  'T42: what is too much is refused, or answered',
  async (q) => {
    await isAnswered(q);
  },
);

test.each([
  'crash',
  'plutonium',
  'crash OR plutonium',
  '-nothing is:open',
  'OPS-1',
  'hush',
  'label:hush',
  '-label:hush is:open',
  'milestone:Secret',
  '-milestone:Secret is:open',
  'project:OPS',
  '-project:MAIN is:open',
  'in:comments again',
  '(label:hush OR crash)',
])('T38: nothing of a private project is found with %s', async (q) => {
  const { items, total, total_is_capped, next_cursor } = await bob.caller.search.issues({ q });
  expect({ total, total_is_capped, next_cursor }).toEqual({
    total: items.length,
    total_is_capped: false,
    next_cursor: null,
  });
  expect(items.filter(({ id }) => id !== shown.id)).toEqual([]);
  expect(JSON.stringify(items)).not.toMatch(/plutonium|reactor|OPS|hush|Secret/);
  const [known] = (await ada.caller.search.issues({ q: 'plutonium' })).items;
  expect(known?.id).toBe(hidden.id);
});

test('highlights are places in plain text, never HTML', async () => {
  const { items } = await bob.caller.search.issues({ q: '"C++" crash often' });
  const [{ highlights = [] } = {}] = items;
  const found = highlights.map(({ field, text, ranges }) => [field, ranges.map(([from, to]) => text.slice(from, to))]);
  expect(found).toEqual([
    ['title', ['Crash']],
    ['description', ['C++', 'often']],
  ]);
  expect(highlights.at(1)?.text).toBe('It crashes C++ <b>often</b>');
});

test('says what is wrong in a query, with its place and what was meant', async () => {
  const refusal = await refusalOf(bob.caller.search.issues({ q: 'crash statsu:open' }));
  expect(refusal).toMatchObject({
    status: 422,
    errors: [
      {
        path: 'q',
        code: 'unknown_qualifier',
        message: 'At character 7: `statsu:` is no qualifier: did you mean `status:`?',
      },
    ],
  });
});

test('I10: takes 3 to 50 characters, 2 of CJK, and up to 500 with qualifiers; ten issues when nothing is said', async () => {
  const codeOf = async (q: string) => {
    const refusal = await bob.caller.search.issues({ q }).then(
      () => undefined,
      async (error: unknown) => refusalOf(Promise.reject(error)),
    );
    return refusal?.errors?.[0]?.code;
  };
  expect(await codeOf('ab')).toBe('too_small');
  expect(await codeOf('登录')).toBeUndefined();
  expect(await codeOf('登')).toBe('too_small');
  expect(await codeOf('a'.repeat(50))).toBeUndefined();
  expect(await codeOf('a'.repeat(51))).toBe('too_big');
  expect(await codeOf(`${'a'.repeat(490)} is:open`)).toBeUndefined();
  expect(await codeOf(`${'a'.repeat(500)} is:open`)).toBe('too_big');
  expect((await bob.caller.search.issues({ q: 'crash' })).size).toBe(10);
  expect((await bob.caller.search.issues({ q: 'crash', tags: ['none'] })).items).toEqual([]);
});

test('a query that is too short is told what to write, and that finds what is meant', async () => {
  for (const [q, id] of [
    ['1', shown.id],
    ['#1', shown.id],
    ['登', undefined],
  ]) {
    const { errors } = await refusalOf(bob.caller.search.issues({ q: String(q) }));
    const remedy = expect.stringContaining('marks, as in `"C#"`, or add a qualifier, as in `C# is:open`');
    expect(errors).toEqual([{ path: 'q', code: 'too_small', message: remedy }]);
    for (const longer of [`"${q}"`, `${q} is:open`]) {
      expect((await bob.caller.search.issues({ q: longer })).items[0]?.id).toBe(id);
    }
  }
});
