// Clients that others' generators make from the OpenAPI document, each with a program that uses it.

import { copyFileSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import openapiTypes, { astToString } from 'openapi-typescript';
import { generate } from 'orval';

const USES = join(import.meta.dirname, 'uses');

/** What a program did with its client: the answers to register, log in, create, list, and a create that is refused. */
type Outcome = {
  email: string | undefined;
  number: number | undefined;
  priority: string | undefined;
  titles: string[] | undefined;
  status: number;
  code: string | undefined;
  wrong: string[] | undefined;
};

/** A program that registers under this name. It throws when an answer has not the type that it should have. */
export type Use = (server: string, name: string) => Promise<Outcome>;

/** Makes all clients, in a folder whose path is the answer. It holds the programs too, which import them. */
export async function generateClients(document: object, server: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-clients-'));
  symlinkSync(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'));
  for (const file of readdirSync(USES)) copyFileSync(join(USES, file), join(folder, file));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT, include: ['*.ts'] }));
  // Generators write into the document that they are given.
  const input = () => structuredClone(document) as Parameters<typeof openapiTypes>[0] & Record<string, unknown>;
  writeFileSync(join(folder, 'paths.ts'), astToString(await openapiTypes(input())));
  await createClient({
    input: input(),
    output: { path: join(folder, 'hey-api'), importFileExtension: '.ts' },
    plugins: ['@hey-api/client-fetch'],
    logs: { level: 'silent' },
  });
  await generate({
    input: { target: input() },
    output: { target: join(folder, 'orval.ts'), client: 'fetch', baseUrl: server },
  });
  return folder;
}

const STRICT = {
  target: 'es2024',
  lib: ['es2024', 'dom', 'dom.iterable'],
  module: 'nodenext',
  types: [],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
};
