// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { checkSettings } from '../../src/settings/settings.ts';

test.each([
  ['"http://a.example"', 'must be a JSON list'],
  ['[1]', 'each origin must be text'],
  ['["http://a.example/path"]', 'each origin must be as browsers send it: write "http://a.example"'],
  ['["https://a.example/"]', 'each origin must be as browsers send it: write "https://a.example"'],
  ['["https://A.Example"]', 'each origin must be as browsers send it: write "https://a.example"'],
  ['["https://a.example:443"]', 'each origin must be as browsers send it: write "https://a.example"'],
  ['["https://hunter2@a.example"]', 'each origin must be as browsers send it: write "https://a.example"'],
  ['["https://bücher.example"]', 'each origin must be as browsers send it: write "https://xn--bcher-kva.example"'],
  ['["a.example"]', 'each origin must have its scheme: write "https://a.example" or "http://a.example"'],
  ['["localhost:3000"]', 'each origin must have its scheme: write "https://localhost:3000"'],
  ['["https://*.a.example"]', 'each origin must be exact: list them one by one'],
  ['["https://"]', 'each origin must be a scheme and a host'],
  ['["ftp://a.example"]', 'each origin must be a scheme and a host'],
  ['["null"]', 'each origin must be a scheme and a host'],
])('refuses CORS_ORIGINS=%s', (value, remedy) => {
  expect(() => checkSettings({ CORS_ORIGINS: value })).toThrow(`CORS_ORIGINS: ${remedy}`);
});

test.each([
  ['https://example.org', 'https://example.org/'],
  ['https://example.org/docket', 'https://example.org/docket/'],
  ['HTTPS://Example.org:443/docket//', 'https://example.org/docket/'],
  ['http://localhost:8000/', 'http://localhost:8000/'],
])('takes PUBLIC_URL=%s as %s, where mail leads, too', (given, PUBLIC_URL) => {
  expect(checkSettings({ PUBLIC_URL: given })).toMatchObject({ PUBLIC_URL, APP_URL: PUBLIC_URL });
  const APP_URL = 'https://app.example.org';
  expect(checkSettings({ PUBLIC_URL: given, APP_URL })).toMatchObject({ PUBLIC_URL, APP_URL });
});

test.each([
  ['example.org', 'must be a web address'],
  ['ftp://example.org', 'must be a web address'],
  ['https://hunter2@example.org', 'must be a scheme, a host and perhaps a path, and nothing else'],
  ['https://example.org/?x=1', 'must be a scheme, a host and perhaps a path, and nothing else'],
  ['https://example.org/#x', 'must be a scheme, a host and perhaps a path, and nothing else'],
])('refuses PUBLIC_URL=%s', (PUBLIC_URL, remedy) => {
  expect(() => checkSettings({ PUBLIC_URL })).toThrow(`PUBLIC_URL: ${remedy}`);
});
