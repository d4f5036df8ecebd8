// Writes every generated file: `pnpm run generate`. With --check it writes nothing, names the files
// that are not up to date, and fails when there are any.

import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '@docket/rest/document';
import { checkSettings } from '@docket/router';
import { commandCatalog } from '../apps/cli/scripts/catalog.ts';
import { commandReference } from '../apps/cli/scripts/reference.ts';
import {
  contractFile,
  downloadsFile,
  generateContract,
  generateDownloads,
  generateKeyed,
  generateUploads,
  keyedFile,
  uploadsFile,
} from '../packages/client/scripts/generate.ts';
import { generateSchemas, schemasFolder } from '../packages/client/scripts/schemas.ts';
import { apiReference } from './api-reference.ts';
import { withExamples } from './page-examples.ts';
import { withQualifiers } from './qualifiers-table.ts';
import { withRights } from './rights-table.ts';
import { envExample, settingsPage } from './settings-docs.ts';

const root = resolve(import.meta.dirname, '..');

const schemas = fileURLToPath(schemasFolder);
const schemaFiles = Object.entries(await generateSchemas()).map(([file, text]) => [join(schemas, file), () => text]);

const projectsPage = join(root, 'docs/projects.md');

const searchPage = join(root, 'docs/search.md');

const clientPage = join(root, 'packages/client/README.md');

const files: Record<string, () => string | Promise<string>> = {
  [projectsPage]: () => withRights(readFileSync(projectsPage, 'utf8')),
  [searchPage]: () => withQualifiers(readFileSync(searchPage, 'utf8')),
  [clientPage]: () => withExamples(readFileSync(clientPage, 'utf8'), root),
  ...Object.fromEntries(schemaFiles),
  [fileURLToPath(contractFile)]: generateContract,
  [fileURLToPath(keyedFile)]: () => generateKeyed(),
  [fileURLToPath(downloadsFile)]: () => generateDownloads(),
  [fileURLToPath(uploadsFile)]: () => generateUploads(),
  [join(root, 'packages/rest/openapi.json')]: () => `${JSON.stringify(openApiDocument(checkSettings({})), null, 2)}\n`,
  [join(root, 'apps/cli/src/generated/procedures.json')]: commandCatalog,
  [join(root, 'docs/api.md')]: apiReference,
  [join(root, 'docs/command.md')]: commandReference,
  [join(root, 'docs/settings.md')]: settingsPage,
  [join(root, '.env.example')]: envExample,
};

/** What an earlier run has made, and this one does not. */
const left = globSync('**/*.ts', { cwd: schemas })
  .map((file) => join(schemas, file))
  .filter((file) => !files[file]);

const isCheck = process.argv.includes('--check');
let stale = 0;
// One after another, as the page of the command is made with the catalog before it.
for (const [file, generate] of Object.entries(files)) {
  const text = await generate();
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale += 1;
  if (!isCheck) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  process.stdout.write(`${relative(root, file)} ${isCheck ? 'is not up to date: pnpm run generate' : 'written'}\n`);
}
for (const file of left) {
  if (!isCheck) rmSync(file);
  process.stdout.write(`${relative(root, file)} ${isCheck ? 'is made no longer: pnpm run generate' : 'deleted'}\n`);
}
const isCurrent = stale + left.length === 0;
if (isCurrent) process.stdout.write('All generated files are up to date.\n');
process.exitCode = isCheck && !isCurrent ? 1 : 0;
