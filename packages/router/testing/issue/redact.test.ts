import { allRows } from '@docket/kit/both-engines';
import { openTestDocket, refusalOf, type TestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const SECRET = 'xyzzy';
const REDACTED = '[redacted]';

async function open() {
  const docket = await openTestDocket();
  const [root, ada] = [await docket.createUser('root', 'admin'), await docket.createUser('ada')];
  const texts = { title: `Crash ${SECRET}`, description: `It crashes: ${SECRET}` };
  const { id } = await ada.caller.issue.create({ ...texts, id: '01890a5d-ac96-774b-bcce-b302099a8057' });
  return { docket, root, ada, id };
}

/** The tables that have the secret in any column. */
async function tablesWithSecret({ database }: TestDocket): Promise<string[]> {
  const tables: Record<string, unknown[]> = await allRows(database);
  return Object.keys(tables).filter((table) => JSON.stringify(tables[table]).includes(SECRET));
}

test('a text that is taken out of an issue is in no table any more, however often it was edited', async () => {
  const { docket, root, ada, id } = await open();
  await ada.caller.issue.update({
    id,
    title: `Crash on save, ${SECRET}`,
    description: `${SECRET} `.repeat(300).trim(),
  });
  await ada.caller.issue.update({ id, description: `Short again: ${SECRET}`, priority: 'high' });
  expect(await tablesWithSecret(docket)).toEqual(expect.arrayContaining(['issue', 'event']));

  const { version } = await ada.caller.issue.get({ id });
  const redacted = await root.caller.issue.redact({ id, fields: ['title', 'description'] });
  expect(redacted).toMatchObject({ title: REDACTED, description: REDACTED, priority: 'high', version: version + 1 });
  expect(await tablesWithSecret(docket)).toEqual([]);
  expect((await root.caller.search.issues({ q: SECRET })).items).toEqual([]);
  const { items } = await ada.caller.issue.events({ id });
  expect(items.at(-1)).toMatchObject({
    ...{ type: 'issue.redacted', actor: { username: 'root' } },
    changes: ['title', 'description'].map((field) => ({ field, from: null, to: REDACTED })),
  });
  expect(items.flatMap(({ changes }) => changes)).toContainEqual({ field: 'priority', from: 'medium', to: 'high' });
  expect(await root.caller.issue.redact({ id, fields: ['title'] })).toEqual(redacted);
  expect((await ada.caller.issue.events({ id })).items).toHaveLength(items.length);
});

test('only the fields that are named are taken out', async () => {
  const { root, id } = await open();
  const redacted = await root.caller.issue.redact({ id, fields: ['title'] });
  expect(redacted).toMatchObject({ title: REDACTED, description: `It crashes: ${SECRET}` });
});

test('the text of a comment goes with what was said before, and no other comment does', async () => {
  const { docket, root, ada, id } = await open();
  await root.caller.issue.redact({ id, fields: ['title', 'description'] });
  const other = await ada.caller.comment.create({ issue_id: id, body: 'Another one' });
  await ada.caller.comment.update({ id: other.id, body: 'Another one, edited' });
  const comment = await ada.caller.comment.create({ issue_id: id, body: `Here: ${SECRET}` });
  await ada.caller.comment.update({ id: comment.id, body: `There: ${SECRET}` });
  await ada.caller.comment.update({ id: comment.id, body: 'Nowhere' });
  expect(await tablesWithSecret(docket)).toContain('event');

  const redacted = await root.caller.comment.redact({ id: comment.id });
  expect(redacted).toMatchObject({ body: REDACTED, version: 4 });
  expect(await tablesWithSecret(docket)).toEqual([]);
  expect((await ada.caller.comment.get({ id: other.id })).body).toBe('Another one, edited');
  const { items } = await ada.caller.issue.events({ id });
  expect(items.at(-1)).toMatchObject({ type: 'comment.redacted', comment_id: comment.id });
  expect(items.flatMap(({ changes }) => changes)).toContainEqual({
    ...{ field: 'body', from: 'Another one', to: 'Another one, edited' },
  });
  expect(await root.caller.comment.redact({ id: comment.id })).toEqual(redacted);
});

test('nobody but an admin may', async () => {
  const { ada, id } = await open();
  const comment = await ada.caller.comment.create({ issue_id: id, body: 'Here' });
  expect(await refusalOf(ada.caller.issue.redact({ id, fields: ['title'] }))).toMatchObject({ status: 403 });
  expect(await refusalOf(ada.caller.comment.redact({ id: comment.id }))).toMatchObject({ status: 403 });
});
