import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { openApiDocument } from '@docket/rest/document';
import { expect, test } from 'vitest';

const NAMES = { PROJECT_NAME: 'Our issues', VERSION: '9.8.7' };

test('prints the OpenAPI document without a database', async () => {
  const { run } = await createTestCli({ ...NAMES, DATABASE_URL: 'sqlite:/dev/null/docket.db' });
  const { status, stdout } = await run(['openapi']);
  expect(status).toBe(0);
  const document = JSON.parse(stdout);
  expect(document.info).toMatchObject({ title: 'Our issues', version: '9.8.7' });
  expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(NAMES))));
});

test('writes the document to a file', async () => {
  const { run } = await createTestCli();
  const file = join(temporaryFolder(), 'openapi.json');
  expect(await run(['openapi', '--output', file])).toEqual({ status: 0, stdout: '', stderr: `Wrote ${file}\n` });
  expect(readFileSync(file, 'utf8')).toBe((await run(['openapi'])).stdout);
});

test('says that the file cannot be written', async () => {
  const { run } = await createTestCli();
  const { status, stderr } = await run(['openapi', '--output', '/dev/null/openapi.json']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: \/dev\/null\/openapi\.json cannot be written: choose another --output \(.*\)\n$/);
});
