import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createTestCli, type TestCli } from '@docket/kit/cli';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/start.js');

/** A large one between two small ones. */
const CONTENTS = [Buffer.from('b'), randomBytes(5_000_000), Buffer.alloc(0)];

/** A Docket with files on an issue, and where they and a backup of them are. */
async function withFiles() {
  const [store, file] = [`${temporaryFolder()}/files`, join(temporaryFolder(), 'docket.backup')];
  const cli = await createTestCli({ FILES_URL: `file:${store}` });
  const docket = await cli.open();
  await docket.caller({ system: 'test' }).user.create({ email: 'ada@example.org', password: TEST_PASSWORD });
  const { attachment, issue } = docket.caller({ user: 'ada@example.org' });
  await issue.create({ title: 'Crash', description: 'It crashes' });
  const files = CONTENTS.map((content, at) => ({
    filename: `${at}.bin`,
    content: new Blob([content]),
  }));
  const { items } = await attachment.addToIssue({ issue_id: '1', files });
  const ids = items.map(({ id }) => id);
  const pathOf = (id = '') => join(store, id.slice(-2), id);
  return { cli, store, file, ids, pathOf, attachment };
}

/** An empty place, on the engine of the run. */
async function emptyPlace() {
  const store = `${temporaryFolder()}/files`;
  const settings = { DATABASE_URL: await createTestDatabase({ isEmpty: true }), FILES_URL: `file:${store}` };
  return { store, url: settings.DATABASE_URL, cli: await createTestCli(settings) };
}

async function contentsIn({ open }: TestCli, ids: string[]) {
  const { attachment } = (await open()).caller({ user: 'ada@example.org' });
  const read = async (id: string) => buffer((await attachment.download({ id })).content as AsyncIterable<Buffer>);
  return Promise.all(ids.map(read));
}

const namesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();

test('files go along, and are there again in another place', async () => {
  const { cli, file, ids } = await withFiles();
  expect((await cli.run(['backup', file])).stdout).toContain('rows and 3 attached files (5000001 bytes) from ');
  const checked = JSON.parse((await cli.run(['restore', '--check', '--json', file])).stdout);
  expect(checked).toMatchObject({ docket_backup: 2, files: { files: 3, bytes: 5_000_001, missing: [], changed: [] } });

  const place = await emptyPlace();
  const { status, stdout, stderr } = await place.cli.run(['restore', file]);
  expect([status, stderr.match(/error.*|warning.*/)]).toEqual([0, null]);
  expect(stdout).toContain(`\nWrote 3 attached files to ${place.store}; 0 files were there.\n`);
  expect(await contentsIn(place.cli, ids)).toEqual(CONTENTS);
});

test('what the store has is left, and what is damaged or half written in it is mended', async () => {
  const { cli, store, file, ids, pathOf } = await withFiles();
  expect((await cli.run(['backup', file])).status).toBe(0);
  writeFileSync(pathOf(ids[0]), 'damaged');
  rmSync(pathOf(ids[1]));
  writeFileSync(`${pathOf(ids[1])}.part`, 'left by a process that was killed');
  const place = await emptyPlace();
  const { stdout } = await place.cli.run(['restore', file, '--files-to', `file:${store}`, '--json']);
  expect(JSON.parse(stdout).files).toEqual({ store, written: 2, present: 1 });
  expect(await contentsIn(cli, ids)).toEqual(CONTENTS);
  expect(namesIn(store)).toEqual(ids.toSorted());
});

test('a file that its store lacks is named, and the backup goes on and ends with an error', async () => {
  const { cli, file, ids, pathOf } = await withFiles();
  rmSync(pathOf(ids[0]));
  writeFileSync(pathOf(ids[1]), 'damaged');
  const { status, stderr } = await cli.run(['backup', file]);
  expect(status).toBe(1);
  expect(stderr).toContain(`warning: the file 0.bin (${ids[0]}) is not in the store\n`);
  expect(stderr).toContain(
    `warning: the file 1.bin (${ids[1]}) is not what was uploaded: it is in the backup as it is\n`,
  );
  expect(stderr).toContain('error: The backup is whole but for 1 file: check FILES_URL\n');

  const place = await emptyPlace();
  const restored = await place.cli.run(['restore', file]);
  expect(restored.status).toBe(0);
  expect(restored.stderr).toContain(`0.bin (${ids[0]}) was missing when the backup was made`);
  expect(restored.stderr).toContain(`1.bin (${ids[1]}) was damaged when the backup was made`);
  expect(await contentsIn(place.cli, ids.slice(1))).toEqual([Buffer.from('damaged'), Buffer.alloc(0)]);
});

test('a backup that turns out to be cut off leaves the store as it was', async () => {
  const { cli, store, file, ids, pathOf } = await withFiles();
  expect((await cli.run(['backup', file])).status).toBe(0);
  rmSync(pathOf(ids[0]));
  const env = { SECRET_KEY: 'a key that only tests sign with', FILES_URL: `file:${store}`, FILE: file };
  const DATABASE_URL = await createTestDatabase({ isEmpty: true });
  const pipe = `head -c -1 "$FILE" | ${process.execPath} ${MAIN} restore -`; // it can be read only once
  const { status, stderr } = spawnSync('bash', ['-c', pipe], { env: { ...env, DATABASE_URL }, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('is damaged or was cut off (its checksum is wrong)')]);
  expect(namesIn(store)).toEqual(ids.slice(1).toSorted());
});

test('files are copied by a move to another store, also one that a copy which was killed has begun', async () => {
  const { cli, store, ids } = await withFiles();
  const place = await emptyPlace();
  const id = ids[0] ?? '';
  mkdirSync(join(place.store, id.slice(-2)), { recursive: true });
  writeFileSync(join(place.store, id.slice(-2), `${id}.part`), 'half');
  const moved = await cli.run(['move', '--to', place.url, '--files-to', `file:${place.store}`]);
  expect(moved.stdout).toContain(`Copied 3 attached files to ${place.store}; 0 files were there. Set FILES_URL to it`);
  expect(await contentsIn(place.cli, ids)).toEqual(CONTENTS);
  const again = await cli.run(['move', '--to', (await emptyPlace()).url]);
  expect(again.stdout).toContain(`Attached files stay in ${store}, which both use.`);
});

test('files are left out where that is asked for', async () => {
  const { cli, file } = await withFiles();
  const made = await cli.run(['backup', file, '--without-files', '--json']);
  expect(JSON.parse(made.stdout)).toMatchObject({ docket_backup: 1, files: null });
  await cli.run(['backup', '--force', file]);
  const place = await emptyPlace();
  const { stdout } = await place.cli.run(['restore', file, '--without-files', '--json']);
  expect(JSON.parse(stdout).files).toBe(null);
  expect(() => namesIn(place.store)).toThrow('ENOENT');
});
