// Runs on none: it opens no database.

// Where the links lead that end mail.

import { expect, test } from 'vitest';
import { unsubscribeBase, warningOnMailLinks } from '../../src/settings/mail.ts';
import { checkSettings } from '../../src/settings/settings.ts';

const APP_URL = 'https://app.example.org';
const SMTP_URL = 'smtp://ada:hunter2@mail.example.org';
const production = { ENVIRONMENT: 'production', SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8', APP_URL };

test.each([
  ['to the server at its port', { PORT: '8123' }, 'http://localhost:8123/'],
  ['there, though there is a frontend', { APP_URL }, 'http://localhost:8000/'],
  ['to the frontend in production', production, 'https://app.example.org/'],
  ['to PUBLIC_URL', { ...production, PUBLIC_URL: 'https://example.org/docket' }, 'https://example.org/docket/'],
])('lead %s', (_, given, base) => {
  expect(unsubscribeBase(checkSettings(given))).toBe(base);
});

test('a start warns where mail is sent without PUBLIC_URL', () => {
  const warningFor = (given: Record<string, string>) => warningOnMailLinks(checkSettings({ ...production, ...given }));
  expect(warningFor({ SMTP_URL })).toBe(
    'PUBLIC_URL is not set: the links that end mail lead to https://app.example.org/unsubscribe/, set it to where this server is reached',
  );
  expect(warningFor({ SMTP_URL, PUBLIC_URL: 'https://example.org/docket' })).toBeUndefined();
  expect(warningFor({})).toBeUndefined();
});
