// Runs on sqlite: it tests what lies above the database.

// C60–C65: clients that are made from the OpenAPI document compile, and work.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openTestServer } from '@docket/kit/server';
import { openApiDocument } from '@docket/rest/document';
import { afterAll, expect, test } from 'vitest';
import { generateClients, type Use } from '../generators/generate.ts';

const { docket, listen } = await openTestServer({}, { onEnd: afterAll });
const server = `${await listen()}/api/v1`;
const folder = await generateClients(openApiDocument(docket.settings), server);

afterAll(() => rmSync(folder, { recursive: true }));

test('C61: clients of openapi-typescript, hey-api and orval are strict TypeScript, and take what need not be sent as such', () => {
  const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
  const { stdout, stderr, status } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});

test.each(['openapi-fetch', 'hey-api', 'orval'])(
  'a client of %s registers, logs in, creates, lists, and reads what is wrong',
  async (generator) => {
    const program: { use: Use } = await import(pathToFileURL(join(folder, `use-${generator}.ts`)).href);
    expect(await program.use(server, generator)).toEqual({
      email: `${generator}@example.org`,
      number: expect.any(Number),
      priority: 'medium',
      titles: [generator],
      status: 422,
      code: 'validation_failed',
      wrong: ['title'],
    });
  },
);
