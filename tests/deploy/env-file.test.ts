// Runs on none: it opens no database.

// A13: `docker run --env-file .env` reads what we read in the files that we show.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { checkSettings, settingsSchema } from '@docket/router';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const example = readFileSync(join(root, '.env.example'), 'utf8');

/** As docker reads a file (docker/cli, pkg/kvfile): a line is a comment or NAME=VALUE, and quotes are part of a value. */
function readAsDocker(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).map((line) => line.trimStart());
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=(.*)/s));
  for (const [name = ''] of pairs) expect(name).toMatch(/^\S+$/);
  return Object.fromEntries(pairs.map(([name = '', value]) => [name, value ?? '(from outside)']));
}

test('A13: docker and Docket read the same in .env.example, as it is and with every line in force', () => {
  expect(readAsDocker(example)).toEqual({});
  const inForce = example.replace(/^#(?=[A-Z_]+=)/gm, '');
  const settings = readAsDocker(inForce);
  expect(settings).toEqual(parseEnv(inForce));
  expect(Object.keys(settings)).toEqual(Object.keys(settingsSchema.shape));
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  expect(checkSettings(given)).toEqual(checkSettings({}));
});

test('A13: docker and Docket read the same in each .env that the manual shows', () => {
  const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
  const shown = [...page.matchAll(/^```(?:ini|env)?\n((?:(?:#.*|[A-Z_]+=.*)\n)+)```$/gm)].map(([, text = '']) => text);
  expect(shown.length).toBeGreaterThan(0);
  for (const text of shown) expect(readAsDocker(text)).toEqual(parseEnv(text));
});
