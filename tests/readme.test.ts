// Runs on sqlite: it tests what lies above the database.

// The commands of README.md, docs/accounts.md and docs/files.md work as they are written there.

import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, databaseIn, start } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const PASSWORD = 'analytical engine';

type Block = { language: string; code: string };

function blocksOf(page: string, section: string): Block[] {
  const [, rest = ''] = `\n${readFileSync(join(root, page), 'utf8')}`.split(`\n${section}\n`);
  const [text = ''] = rest.split(/\n##/, 1);
  return [...text.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language = '', code = '']) => ({ language, code }));
}

/** The blocks as one program for a shell. */
function programOf(
  blocks: Block[],
  { address, settings }: { address: string; settings: Record<string, string> },
): string {
  const lines = blocks.map(({ language, code }) => (language === 'python' ? `python3 - <<'END'\n${code}END` : code));
  const given = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  return [`set -e; export ${given.join(' ')}`, ...lines].join('\n').replaceAll('localhost:8000', new URL(address).host);
}

async function call(address: string, path: string, json: object, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${address}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(json) });
  return (await response.json()) as Record<string, string>;
}

async function printedBy(blocks: Block[], world: Parameters<typeof programOf>[1]): Promise<string[]> {
  const { stdout } = await promisify(execFile)('bash', ['-c', programOf(blocks, world)], { cwd: root });
  return stdout.trimEnd().split('\n');
}

/** Only the tools of the examples themselves: without them a test is skipped, and the run says so. */
const has = (tool: string, ...question: string[]) => spawnSync(tool, question).status === 0;
const hasCurl = has('curl', '--version');

test.runIf(hasCurl && has('python3', '--version'))(
  'a script reads issues with a token of its own, with curl and in Python',
  async () => {
    const cwd = temporaryFolder();
    const settings = { DATA_DIR: join(cwd, 'data'), DATABASE_URL: await databaseIn(cwd), XDG_CONFIG_HOME: cwd };
    const address = await addressOf(await start(settings, { cwd }));
    await call(address, '/auth/register', { email: 'ada@example.org', username: 'ada', password: PASSWORD });
    const { access_token } = await call(address, '/auth/login', { username: 'ada', password: PASSWORD });
    await call(address, '/issues', { title: 'Crash on save', description: 'An empty file crashes it' }, access_token);

    const blocks = blocksOf('docs/accounts.md', '## Tokens for scripts');
    expect(blocks.map(({ language }) => language)).toEqual(['sh', 'sh', 'python']);
    const [answer = '', printed] = await printedBy(blocks, { address, settings });
    expect(JSON.parse(answer)).toMatchObject({ items: [{ number: 1, title: 'Crash on save' }], total: 1 });
    expect(printed).toBe('#1 Crash on save');
  },
);

/** What differs from one run to the next. */
function withoutIdsAndTimes(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, 'TIME');
}

test.runIf(hasCurl)('the first minutes print what README.md shows', async () => {
  const cwd = temporaryFolder();
  const settings = { DATA_DIR: join(cwd, 'data'), DATABASE_URL: await databaseIn(cwd), XDG_CONFIG_HOME: cwd };
  const address = await addressOf(await start(settings, { cwd }));

  const blocks = ['### REST', '### The command line', '### A script'].flatMap((section) =>
    blocksOf('README.md', section),
  );
  const commands = blocks.filter(({ language }) => language === 'sh');
  const shown = blocks.filter(({ language }) => language === 'json' || language === 'text').map(({ code }) => code);
  expect([commands.length, shown.length]).toEqual([5, 5]);
  const asOnATerminal = { language: 'sh', code: 'exec 2>&1\n' };
  const printed = await printedBy([asOnATerminal, ...commands], { address, settings });
  expect(withoutIdsAndTimes(printed.join('\n'))).toBe(withoutIdsAndTimes(shown.join('').trimEnd()));

  const running = blocksOf('README.md', '## Running').map(({ language, code }) => {
    return { language, code: code.replace(' docket.backup', ` ${cwd}/docket.backup`).replace('./data/', `${cwd}/`) };
  });
  const look = { language: 'sh', code: `DATABASE_URL=sqlite:${cwd}/restored.db ./docket issue list\n` };
  const restored = await printedBy([...running, look], { address, settings });
  expect(restored.filter((line) => line.startsWith('#')).map((line) => line.slice(0, 2))).toEqual(['#2', '#1']);
});

test.runIf(hasCurl)(
  'whoever has made an account and an issue as README.md does can go on with docs/files.md',
  async () => {
    const cwd = temporaryFolder();
    const settings = { DATA_DIR: join(cwd, 'data'), DATABASE_URL: await databaseIn(cwd), XDG_CONFIG_HOME: cwd };
    const address = await addressOf(await start(settings, { cwd }));
    const blocks = [...blocksOf('README.md', '### REST'), ...blocksOf('docs/files.md', '# Files')];
    const commands = blocks.filter(({ language }) => language === 'sh');
    expect(commands.length).toBe(5);
    const inFolder = commands.map(({ code, language }) => ({ language, code: code.replaceAll('/tmp/', `${cwd}/`) }));

    const printed = await printedBy(inFolder, { address, settings });
    const written = readFileSync(join(cwd, 'crash.log'), 'utf8').trimEnd();
    expect(printed.filter((line) => line === written)).toHaveLength(2);
    expect(printed.filter((line) => / (crash\.log|now\.txt) .* ada /.test(line))).toHaveLength(2);
    expect(JSON.parse(printed.at(-2) ?? '')).toMatchObject({ items: [{ filename: 'crash.log' }] });
  },
);
