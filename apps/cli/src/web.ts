import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CommandError } from './failure.ts';
import { type Io, printLine } from './io.ts';
import type { Target } from './target/target.ts';

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };

/**
 * Opens a page of the frontend in the browser, or in the program that BROWSER names.
 *
 * @throws CommandError when nobody has said where the frontend is, or nothing opens it
 */
export async function openPage(io: Io, { pages }: Target, path: string): Promise<void> {
  if (!pages) throw new CommandError('Nobody has said where the pages are: log in again with --pages URL');
  const url = pages.replace(/\/+$/, '') + path;
  printLine(io.stderr, `Opening ${url}`);
  const program = io.env['BROWSER'] || OPENERS[process.platform] || 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true, env: io.env });
  await once(child, 'spawn').catch(() => {
    throw new CommandError(`${program} cannot be started: name a browser in BROWSER, or open the address yourself`);
  });
  child.unref();
}
