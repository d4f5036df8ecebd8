// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { errorEvent, withoutValues } from '../../src/observe/error-event.ts';

test.each([
  ['no such table: issue', 'no such table: issue'],
  ['relation "issue" does not exist', 'relation … does not exist'],
  ['UNIQUE constraint failed: user.email', 'UNIQUE constraint failed: …'],
  ["Cannot read properties of undefined (reading 'ada')", 'Cannot read properties of undefined (reading …'],
  [`Unexpected token 'H', "He said "I am Ada" is not valid JSON`, 'Unexpected token … is not valid JSON'],
  ['an unclosed "name of Ada', 'an unclosed …'],
  ['ada@example.org is not at 203.0.113.7 or [2001:db8::1]', '… is not at … or …'],
  ['token dkt_Zm9v and 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11', 'token … and …'],
  ['first line\nAda wrote this', 'first line'],
  ['größer als Ada', '… als Ada'],
  ['', ''],
])('of "%s" it tells "%s"', (message, told) => {
  expect(withoutValues(message)).toBe(told);
});

const release = { VERSION: '1.0.0', ENVIRONMENT: 'production' } as const;

test('tells of each error and its causes where in our code it was', () => {
  const cause = Object.assign(new TypeError('no "x"'), { code: 'E_X' });
  cause.stack = `TypeError: no "x"
    at read (file:///home/ada/docket/packages/db/src/a.ts:1:2)
    at async Kysely.run (/home/ada/docket/node_modules/.pnpm/k@1/node_modules/kysely/dist/k.js:3:4)
    at node:internal/timers:5:6
    at /home/ada/elsewhere.ts:7:8`;
  const { exception } = errorEvent({ error: new Error('outside', { cause }), details: {} }, release);
  expect(exception.values[0]).toEqual({
    type: 'TypeError',
    value: 'E_X: no …',
    stacktrace: {
      frames: [
        { filename: 'node:internal/timers', function: '?', lineno: 5, colno: 6, in_app: false },
        { filename: 'node_modules/kysely/dist/k.js', function: 'Kysely.run', lineno: 3, colno: 4, in_app: false },
        { filename: 'packages/db/src/a.ts', function: 'read', lineno: 1, colno: 2, in_app: true },
      ],
    },
  });
  expect(exception.values[1]).toMatchObject({ type: 'Error', value: 'outside' });
});

test('tells nothing of a message that is written as a stack', () => {
  const error = new Error('x\n    at c4n4ry (file:///a/packages/c4n4ry/src/a.ts:1:2)');
  expect(JSON.stringify(errorEvent({ error, details: {} }, release))).not.toContain('c4n4ry');
});

test.each(['a text', undefined, { name: 'c4n4ry' }])('takes whatever is thrown: %j', (error) => {
  expect(errorEvent({ error, details: { work: 'outbox' } }, release)).toMatchObject({ transaction: 'outbox' });
});
