// Writes every generated file: `pnpm run generate`. With --check it writes nothing, names the files
// that are not up to date, and fails when there are any.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '@docket/rest/document';
import { checkSettings } from '@docket/router';
import { contractFile, generateContract } from '../packages/client/scripts/generate.ts';
import { apiReference } from './api-reference.ts';
import { envExample, settingsPage } from './settings-docs.ts';

const root = resolve(import.meta.dirname, '..');

const files: Record<string, () => string> = {
  [fileURLToPath(contractFile)]: generateContract,
  [join(root, 'packages/rest/openapi.json')]: () => `${JSON.stringify(openApiDocument(checkSettings({})), null, 2)}\n`,
  [join(root, 'docs/api.md')]: apiReference,
  [join(root, 'docs/settings.md')]: settingsPage,
  [join(root, '.env.example')]: envExample,
};

const stale = Object.entries(files)
  .map(([file, generate]) => ({ file, text: generate() }))
  .filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text);

const isCheck = process.argv.includes('--check');
for (const { file, text } of stale) {
  if (!isCheck) writeFileSync(file, text);
  process.stdout.write(`${relative(root, file)} ${isCheck ? 'is not up to date: pnpm run generate' : 'written'}\n`);
}
if (stale.length === 0) process.stdout.write('All generated files are up to date.\n');
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
