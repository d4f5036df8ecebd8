// An upload that is sent again with its Idempotency-Key is attached once. Its files are part of what the key came with.

import { createDocketClient, upload } from '@docket/client';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await serveWorld(afterAll);
const url = await world.server.listen();
const { access_token: token } = world.users.ada;

beforeEach(() => world.restore());

type Named = { filename: string; text: string };

async function send(files: Named[], key?: string, issue = '1') {
  const form = new FormData();
  for (const { filename, text } of files) form.append('files', new Blob([text]), filename);
  const answer = await fetch(`${url}/api/v1/issues/${issue}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(key !== undefined && { 'idempotency-key': key }) },
    body: form,
  });
  const { items, code, errors } = await answer.json();
  const replayed = answer.headers.get('idempotency-replayed');
  return { status: answer.status, ids: items?.map(({ id }: { id: string }) => id), code, errors, replayed };
}

const log = { filename: 'crash.log', text: 'It crashed' };
const shot = { filename: 'shot.txt', text: 'See there' };

async function stored() {
  const { read } = world.docket.database;
  const ids = [];
  for await (const { id } of world.docket.store.list()) ids.push(id);
  const attached = await read.selectFrom('attachment').select('id').execute();
  const loose = await read.selectFrom('loose_file').select('id').execute();
  return { ids: ids.sort(), attached: attached.map(({ id }) => id).sort(), loose };
}

test('the same files are attached once, and answered as they were', async () => {
  const first = await send([log, shot], 'k-1');
  expect(first).toMatchObject({ status: 201, replayed: null });
  const before = await stored();
  expect(await send([log, shot], 'k-1')).toEqual({ ...first, replayed: 'true' });
  expect(await stored()).toEqual(before);
  const other = await send([log, shot], 'k-2');
  expect(other.ids).not.toEqual(first.ids);
});

test.each([
  ['other bytes', [{ ...log, text: 'It did not crash' }, shot], '1'],
  ['another name', [{ ...log, filename: 'other.log' }, shot], '1'],
  ['fewer files', [log], '1'],
  ['another order', [shot, log], '1'],
  ['another issue', [log, shot], '3'],
])('%s with the same key are refused', async (_, files, issue) => {
  await send([log, shot], 'k-1');
  const before = await stored();
  expect(await send(files, 'k-1', issue)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  expect(await stored()).toEqual(before);
});

test('of uploads with one key at one time, one is attached, and nothing is left of the others', async () => {
  const before = await stored();
  const answers = await Promise.all(Array.from({ length: 4 }, () => send([log, shot], 'k-1')));
  const [first] = answers;
  expect(answers.map(({ status, ids }) => [status, ids])).toEqual(Array(4).fill([201, first?.ids]));
  const after = await stored();
  expect(after.attached).toHaveLength(before.attached.length + 2);
  expect(after.ids).toHaveLength(before.ids.length + 2);
  expect(after.loose).toEqual(before.loose);
});

test('an upload that was refused can be sent again with its key', async () => {
  expect(await send([log, { filename: '..', text: 'x' }], 'k-1')).toMatchObject({
    status: 422,
    code: 'validation_failed',
  });
  expect(await send([log], 'k-1')).toMatchObject({ status: 201, replayed: null });
});

test('the typed client sends a key that it is given', async () => {
  const docket = createDocketClient({ url, token });
  const { filename, text } = log;
  const attach = () =>
    upload(
      docket,
      'attachment.addToIssue',
      { issue_id: '1', files: [{ filename, content: new Blob([text]) }] },
      { idempotency_key: 'k-1' },
    );
  expect(await attach()).toEqual(await attach());
});
