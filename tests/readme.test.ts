// What the README says about tokens for scripts works as it is written there.

import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, databaseIn, start } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const SECTION = '### Tokens for scripts';
const PASSWORD = 'analytical engine';

type Block = { language: string; code: string };

function blocksOf(section: string): Block[] {
  const [, rest = ''] = readFileSync(join(root, 'README.md'), 'utf8').split(`\n${section}\n`);
  const [text = ''] = rest.split(/\n##/, 1);
  return [...text.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language = '', code = '']) => ({ language, code }));
}

/** The blocks as one program for a shell in which `pnpm docket` is the command line of this workspace. */
function programOf(
  blocks: Block[],
  { address, settings }: { address: string; settings: Record<string, string> },
): string {
  const cli = `${process.execPath} ${join(root, 'apps/cli/src/main.ts')}`;
  const lines = blocks.map(({ language, code }) => (language === 'python' ? `python3 - <<'END'\n${code}END` : code));
  const given = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  return [`set -e; export ${given.join(' ')}; pnpm() { shift; ${cli} "$@"; }`, ...lines]
    .join('\n')
    .replaceAll('localhost:8000', new URL(address).host);
}

async function call(address: string, path: string, json: object, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${address}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(json) });
  return (await response.json()) as Record<string, string>;
}

/** Only the tools of the examples themselves: without them the test is skipped, and the run says so. */
const hasTools = ['curl', 'python3'].every((tool) => spawnSync(tool, ['--version']).status === 0);

test.runIf(hasTools)('a script reads issues with a token of its own, with curl and in Python', async () => {
  const cwd = temporaryFolder();
  const settings = { DATA_DIR: join(cwd, 'data'), DATABASE_URL: await databaseIn(cwd) };
  const address = await addressOf(await start(settings, { cwd }));
  await call(address, '/auth/register', { email: 'ada@example.org', username: 'ada', password: PASSWORD });
  const { access_token } = await call(address, '/auth/login', { username: 'ada', password: PASSWORD });
  await call(address, '/issues', { title: 'Crash on save', description: 'An empty file crashes it' }, access_token);

  const blocks = blocksOf(SECTION);
  expect(blocks.map(({ language }) => language)).toEqual(['sh', 'sh', 'python']);
  const { stdout } = await promisify(execFile)('bash', ['-c', programOf(blocks, { address, settings })]);
  const [answer = '', printed] = stdout.split('\n');
  expect(JSON.parse(answer)).toMatchObject({ items: [{ number: 1, title: 'Crash on save' }], total: 1 });
  expect(printed).toBe('#1 Crash on save');
});
