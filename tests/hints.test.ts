// Runs on none: it opens no database.

// What the server, the command and the manual tell people to type is a command that is there, with its options.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { checkSettings } from '@docket/router';
import { expect, test } from 'vitest';
import { buildProgram } from '../apps/cli/src/program.ts';

const root = join(import.meta.dirname, '..');
const stream = new PassThrough();
const io = { stdin: stream, stdout: stream, stderr: stream, settings: () => checkSettings({}), env: {} };
const program = await buildProgram(io);

type Command = typeof program;

const files = globSync(['{packages,apps}/*/src/**/*.ts', '*.md', 'docs/*.md', 'deploy/*', 'compose.yaml'], {
  cwd: root,
});

/** What follows `./docket`, up to where the line or the code ends, or a variable begins. */
function commandsIn(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const text = file.endsWith('.md') ? source.replaceAll('`docket ', '`./docket ') : source;
  return [...text.matchAll(/\.\/docket ([^\n`|;#$]*)/g)].map(([, rest = '']) => rest.trim());
}

/** The words of a command line that are not known. */
function unknownIn(line: string): string[] {
  let command: Command = program;
  return line.split(/[\s"',]+|\\n/).filter((word) => {
    if (word === '--') return false; // ends the options
    if (word.startsWith('--')) return !hasOption(command, word.replace(/[=.].*$/, ''));
    if (word === '' || word.startsWith('-') || command.commands.length === 0) return false;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    command = next ?? command;
    return !next && !/^(help|[…<(])/.test(word); // `help` begins anew, and dots stand for any command
  });
}

function hasOption(command: Command, long: string): boolean {
  return long === '--help' || [command, program].some(({ options }) => options.some((option) => option.long === long));
}

test.each(files.filter((file) => commandsIn(file).length > 0))('C83: every docket command in %s is there', (file) => {
  expect(commandsIn(file).filter((line) => unknownIn(line).length > 0)).toEqual([]);
});

test('C83: nothing that is printed needs a pnpm of one’s own to run docket', () => {
  const sources = files.filter((file) => file.endsWith('.ts'));
  expect(sources.filter((file) => readFileSync(join(root, file), 'utf8').includes('pnpm docket'))).toEqual([]);
});
