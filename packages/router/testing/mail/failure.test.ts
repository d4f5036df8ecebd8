// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { mailFailure } from '../../src/mail/failure.ts';

const failure = (fields: object) => mailFailure(Object.assign(new Error('Refused: dkp_secret'), fields));

test.each([
  ['the recipient for good', { code: 'EENVELOPE', permanent: true }, true],
  ['the message for good', { code: 'EMESSAGE', permanent: true }, true],
  ['the recipient for now', { code: 'EENVELOPE', permanent: false }, false],
  ['the recipient, and does not say for how long', { code: 'EENVELOPE' }, false],
  ['our password', { code: 'EAUTH', permanent: true }, false],
])('gives up a message only when the mail server refuses it: %s', (_what, fields, isPermanent) => {
  expect(failure(fields).isPermanent).toBe(isPermanent);
});

test('says what went wrong in codes, and repeats nothing of what the mail server says', () => {
  const answer = { responseCode: 550, response: '550 5.7.1 Spam: dkp_secret', command: 'DATA' };
  expect(failure({ code: 'EMESSAGE', ...answer }).message).toBe('EMESSAGE 550 5.7.1 at DATA');
  expect(failure({ code: 'EMESSAGE', ...answer, response: '550 Spam: dkp_secret' }).message).toBe(
    'EMESSAGE 550 at DATA',
  );
  expect(mailFailure(new TypeError('Invalid URL')).message).toBe('TypeError: Invalid URL');
  expect(mailFailure('nothing').message).toBe('unknown');
});
