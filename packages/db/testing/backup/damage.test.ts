// Runs on postgresql: it restores to both engines in one run.

// Backups that are damaged, cut off or something else: refused, and nothing is changed.

import { PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { type Engine, openOn } from '@docket/kit/both-engines';
import { expect, test } from 'vitest';
import { seal } from '../../src/backup/container.ts';
import { DatabaseError } from '../../src/database.ts';
import { backup, check, fill, restore, untouched } from './backups.ts';

// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const isLong = process.env['FAULTS'] === 'long';

/** Places that are tried in a short run; in a long one, all are. */
const PLACES = 60;

const ENGINES: Engine[] = ['sqlite', 'postgresql'];

async function makeBackup(): Promise<Buffer> {
  const source = await openOn('sqlite');
  await fill(source, 20);
  return (await backup(source)).bytes;
}

/** Numbers below `end`: all of them, or some that are drawn. */
function drawn(end: number): number[] {
  const all = Array.from({ length: end }, (_, at) => at);
  return isLong ? all : Array.from({ length: PLACES }, () => Math.floor(Math.random() * end));
}

async function refusalOf(bytes: Buffer): Promise<unknown> {
  return check(bytes).then(
    () => 'it was taken',
    (error: unknown) => error,
  );
}

test('a backup that is cut off anywhere is refused', async () => {
  const bytes = await makeBackup();
  for (const end of [0, 1, 3, 4, 71, 72, bytes.length - 1, ...drawn(bytes.length)]) {
    expect([end, await refusalOf(bytes.subarray(0, end))]).toEqual([end, expect.any(DatabaseError)]);
  }
});

test('a backup of which any bit is wrong is refused', async () => {
  const bytes = await makeBackup();
  for (const at of drawn(bytes.length)) {
    const bit = 1 << Math.floor(Math.random() * 8);
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ bit;
    expect([at, bit, await refusalOf(wrong)]).toEqual([at, bit, expect.any(DatabaseError)]);
  }
});

test('a backup that something follows, or that lacks a part in its midst, is refused', async () => {
  const bytes = await makeBackup();
  const half = Math.floor(bytes.length / 2);
  const wrong = [
    Buffer.concat([bytes, Buffer.from('\n')]),
    Buffer.concat([bytes, bytes]),
    Buffer.concat([bytes.subarray(0, half), bytes.subarray(half + 1)]),
    Buffer.concat([bytes.subarray(0, half), bytes.subarray(half - 1)]),
  ];
  for (const file of wrong) expect(await refusalOf(file)).toBeInstanceOf(DatabaseError);
});

/** What a text is as a backup, with a checksum that is right. */
async function asBackup(content: string): Promise<Buffer> {
  const to = new PassThrough();
  const reading = buffer(to);
  await pipeline([content], createZstdCompress(), seal, to);
  return reading;
}

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a text', Buffer.from('This is a shopping list and no backup at all.\n'.repeat(20))],
  ['a database', Buffer.from('SQLite format 3\0'.repeat(100))],
])('%s is no backup', async (_, bytes) => {
  expect(String(await refusalOf(bytes))).toContain('The file is no backup of Docket: name a file that');
});

test('a file of zstd with something else in it is no backup', async () => {
  for (const content of ['', 'a list\n', '{"name":"docket"}\n', '[]\n', '{"docket_backup":"1"}\n']) {
    expect(await refusalOf(await asBackup(content))).toBeInstanceOf(DatabaseError);
  }
});

/** Ways in which a file with right checksums around it may be wrong inside. */
const forgeries: [name: string, change: (content: string) => string, message: string][] = [
  ['a format of later', (content) => content.replace('"docket_backup":1', '"docket_backup":3'), 'by a newer Docket'],
  [
    'files by its format alone',
    (content) => content.replace('"docket_backup":1', '"docket_backup":2'),
    'its files are',
  ],
  ['a schema of later', (content) => content.replace(/"schema":"\w+"/, '"schema":"9999_far"'), 'by a newer Docket'],
  ['a schema that is no step', (content) => content.replace(/"schema":"\w+"/, '"schema":"toString"'), 'by a newer'],
  ['another value', (content) => content.replace('Issue 7', 'Issue 8'), 'checksum of the table issue'],
  ['a row less', (content) => content.replace(/\n\[[^\n]*Issue 7[^\n]*/, ''), 'is damaged'],
  ['a row twice', (content) => content.replace(/\n\[[^\n]*Issue 7[^\n]*/, '$&$&'), 'is damaged'],
  ['a value less', (content) => content.replace('"Issue 7",', ''), 'a row of the table issue is none'],
  ['a value that is none', (content) => content.replace('"Issue 7"', '{}'), 'a row of the table issue is none'],
  ['a table less', (content) => content.replace(/\{"table":"label"[^\n]*\n\{[^\n]*\n/, ''), 'its end is wrong'],
  ['another table', (content) => content.replace('"table":"label"', '"table":"labels"'), 'its table labels is not one'],
  ['another column', (content) => content.replace('"name_key"', '"name_keys"'), 'its table label is not one'],
  ['a table twice', (content) => content.replace(/\{"table":"label"[^\n]*\n\{[^\n]*\n/, '$&$&'), 'its table label'],
  ['no end', (content) => content.replace(/\{"tables"[^\n]*\n$/, ''), 'its end is missing'],
  ['another sum', (content) => content.replace(/"tables":\d+/, '"tables":1'), 'its end is wrong'],
  ['something after its end', (content) => `${content}{}\n`, 'its end is wrong'],
  ['half a line at its end', (content) => `${content}{}`, 'its last line has no end'],
];

test.each(forgeries)('a backup with %s is refused', async (_, change, message) => {
  const content = await text(createZstdDecompress().end(await makeBackup()));
  const forged = change(content);
  expect(forged).not.toBe(content);
  expect(String(await refusalOf(await asBackup(forged)))).toContain(message);
});

test.each(ENGINES)('%s is as it was after a backup that turns out to be damaged at its very end', async (engine) => {
  const bytes = await makeBackup();
  const wrong = Buffer.from(bytes);
  wrong[bytes.length - 1] = 'x'.charCodeAt(0);
  const { target, expectUntouched } = await untouched(engine);
  await expect(restore(wrong, target)).rejects.toThrow('The file is damaged or was cut off (its checksum is wrong)');
  await expectUntouched();
  await restore(bytes, target);
});
