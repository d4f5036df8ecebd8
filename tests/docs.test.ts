// Runs on none: it opens no database.

// The pages for people hold together: every link leads somewhere, and README.md stays short.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = ['*.md', 'docs/**/*.md', 'bench/*.md', 'packages/*/README.md'].flatMap((pattern) => {
  return globSync(pattern, { cwd: root });
});

/** A page without its code, in which brackets and `#` mean other things. */
function proseOf(page: string): string {
  return readFileSync(join(root, page), 'utf8').replace(/^( *)```[\s\S]*?^\1```/gm, '');
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page within the repository that lead nowhere. */
function brokenLinks(page: string): string[] {
  const prose = proseOf(page).replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#', 2);
    const target = file === '' ? page : relative(root, join(root, dirname(page), file));
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
}

test.each(pages)('every link in %s leads to a file and a heading that are there', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test.each(pages.filter((page) => page.startsWith('docs/')))('%s or README.md sets what commands in it take', (page) => {
  const textOf = (one: string) => readFileSync(join(root, one), 'utf8');
  const commands = [...textOf(page).matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block).join('\n');
  const set = new Set(
    [...`${textOf('README.md')}${textOf(page)}`.matchAll(/\b([A-Z][A-Z_]+)=/g)].map(([, name]) => name),
  );
  const taken = [...commands.matchAll(/\$\{?([A-Z][A-Z_]+)/g)].map(([, name]) => name);
  expect(taken.filter((name) => !set.has(name))).toEqual([]);
});

test('every page of the manual and every decision is reached from its index', () => {
  for (const folder of ['docs', 'docs/decisions']) {
    const index = proseOf(`${folder}/README.md`);
    const others = globSync('*.md', { cwd: join(root, folder) }).filter((page) => page !== 'README.md');
    expect(others.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  }
});

/** Files and folders of the repository, as the architecture names them: by the end of their paths. */
const paths = globSync('{packages,apps,tests,scripts,bench,examples}/**', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|dist|data)$/.test(path),
});

function pathsThatEndWith(named: string): string[] {
  return paths.filter((path) => `/${path}`.endsWith(`/${named}`));
}

test('every step in ARCHITECTURE.md names one file, and a function in it', () => {
  const steps = [...proseOf('ARCHITECTURE.md').matchAll(/`([\w/-]+\.ts):(\w+)`/g)];
  expect(steps.length).toBeGreaterThan(20);
  for (const [, file = '', name = ''] of steps) {
    const [path = '', ...others] = pathsThatEndWith(file);
    expect([file, path !== '', others]).toEqual([file, true, []]);
    const hasIt = new RegExp(`\\b${name}[<(]`).test(readFileSync(join(root, path), 'utf8'));
    expect(`${file}: ${hasIt ? name : 'no such function'}`).toBe(`${file}: ${name}`);
  }
});

test('every file that ARCHITECTURE.md and the decisions name is there', () => {
  const named = pages
    .filter((page) => /ARCHITECTURE|CONTRIBUTING|decisions/.test(page))
    .flatMap((page) => {
      return [...proseOf(page).matchAll(/`([\w/-]+\.(?:test\.)?(?:ts|js))`/g)].map(([, file = '']) => file);
    });
  expect(named.filter((file) => pathsThatEndWith(file).length === 0)).toEqual([]);
});

test('README.md is read in ten minutes', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(200);
});

/** The code of a page in this language, block by block. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)].flatMap(([, , of, code = '']) =>
    of === language ? code : [],
  );
}

test('C87: no block of commands both saves and restores, as whoever pastes it would overwrite or fail', () => {
  const both = pages.flatMap((page) =>
    blocksOf(page, 'sh').filter((code) => /pg_dump|docket backup/.test(code) && /pg_restore|docket restore/.test(code)),
  );
  expect(both).toEqual([]);
});

test('README.md shows a script as it is in examples/', () => {
  expect(blocksOf('README.md', 'ts')).toContain(readFileSync(join(root, 'examples/file-an-issue.ts'), 'utf8'));
});
