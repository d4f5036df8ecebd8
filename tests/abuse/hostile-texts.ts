// Text that means something to a query language, a database or a decoder.

import { type Sent, type ServedTarget, send } from '@docket/kit/target';
import { expect } from 'vitest';

export const hostile = [
  `'`,
  `"`,
  `' OR '1'='1`,
  `'; DROP TABLE issue; --`,
  `") OR 1=1 --`,
  'NEAR(a b, 1)',
  'NEAR(',
  '*',
  'a* AND',
  'title:x OR -',
  '(((',
  '$.',
  '$.a[*]',
  '%',
  '_',
  '\\',
  '`',
  '$1',
  '?1',
  ':name',
  '@x',
  '{"$gt":""}',
  '\0',
  'a\0b',
  '\u202e',
  '\ufffe',
  'İ',
  '😀'.repeat(10),
  '-1',
  '1e999',
  'NaN',
  '9'.repeat(30),
  '0x10',
  '1;2',
];

/** What no address can say as text: a NUL, half a surrogate pair, bytes that are no UTF-8. */
const escapes = ['%00', 'a%00b', '%ED%A0%80', '%ED%BF%BF', '%FF', '%C0%AF', '%', '%zz', '%25%30%30', '%u0000'];
/** Half of a surrogate pair, which JSON can say. */
const halves = ['"\\ud800"', '"a\\udfffb"', '"\\u0000"'];

export const escaped = [...hostile.map(encodeURIComponent), ...escapes];
export const inJson = [...hostile.map((one) => JSON.stringify(one)), ...halves];

/** Sends all that is made of the texts at once, and expects one of the statuses of each. */
export async function expectOneOf(
  target: ServedTarget,
  statuses: number[],
  texts: string[],
  sending: (text: string) => [string, Sent],
): Promise<void> {
  const sent = texts.map(async (text) => {
    const [route, options] = sending(text);
    expect(statuses, `${route} ${options.body}`).toContain((await send(target, route, options)).status);
  });
  await Promise.all(sent);
}
