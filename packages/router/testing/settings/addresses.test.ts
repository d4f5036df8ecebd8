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
