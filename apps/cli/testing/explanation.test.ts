// Runs on none: it opens no database.

import { Writable } from 'node:stream';
import { AppError } from '@docket/router';
import { expect, test } from 'vitest';
import { explain } from '../src/explanation.ts';
import type { Io } from '../src/io.ts';

/** What is printed of an error. */
async function printed(error: unknown, asJson = false): Promise<string> {
  let text = '';
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  await explain({ stderr, env: {} } as unknown as Io, error, { asJson }); // nothing else of it is asked for
  return text;
}

const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });

test('says why a database cannot be used, to who can do something about it', async () => {
  const expected = /cannot be used at the moment \(database or disk is full\): see .* that its disk has room/;
  expect(await printed(full)).toMatch(expected);
  expect(JSON.parse(await printed(full, true))).toMatchObject({
    code: 'unavailable',
    detail: expect.stringMatching(expected),
  });
});

test('leaves to a limit its own words', async () => {
  const refusal = new AppError('unavailable', { detail: 'Too many passwords are being checked', retry_after: 6 });
  expect(await printed(refusal)).toBe('error: Too many passwords are being checked\n');
});

test('says which fields somebody else changed meanwhile, and how to write over them', async () => {
  const conflicts = [
    { field: 'title', yours: 'Crash on save', current: 'Crash on exit' },
    { field: 'description', yours: 'x'.repeat(100), current: 'It \u001b[31mcrashes' },
    { field: 'labels', yours: ['bug'], current: [] },
  ];
  const lines = (await printed(new AppError('precondition_failed', { conflicts, current: { version: 2 } }))).split(
    '\n',
  );
  expect(lines).toEqual([
    'error: title was changed by somebody else: it is "Crash on exit", yours "Crash on save"',
    `error: description was changed by somebody else: it is "It \\u001b[31mcrashes", yours "${'x'.repeat(78)}…`,
    'error: labels was changed by somebody else: it is [], yours ["bug"]',
    'hint: to write over it, repeat the command with --if-version 2',
    '',
  ]);
});
