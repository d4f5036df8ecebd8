import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CommandError } from './failure.ts';
import type { Io } from './io.ts';

/** How a file is named that is standard input. */
const STREAM = '-';

/**
 * The text of a file, or of standard input.
 *
 * @throws CommandError when it cannot be read
 */
export async function readText(io: Io, file: string): Promise<string> {
  if (file === STREAM) return text(io.stdin);
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: check the path (${error.message})`);
  });
}

/**
 * What a person makes of a text in the editor of their choice. Like git, it asks VISUAL, then EDITOR, and `vi` at last.
 *
 * @throws CommandError when the editor fails, or nothing is left of the text
 */
export async function editText(io: Io, before: string): Promise<string> {
  const editor = io.env['VISUAL'] || io.env['EDITOR'] || 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'docket-'));
  const file = join(folder, 'text.md');
  try {
    await writeFile(file, before, { mode: 0o600 });
    await runEditor(io, editor, file);
    const after = await readFile(file, 'utf8');
    if (after.trim() === '') throw new CommandError('Stopped: the text is empty');
    return after.replace(/\n$/, '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Puts a text where only its writer finds it, and says where. */
export async function keepText(written: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'docket-')), 'text.md');
  await writeFile(file, `${written}\n`, { mode: 0o600 });
  return file;
}

/** A shell splits it, as EDITOR may have options of its own. */
async function runEditor({ env }: Io, editor: string, file: string): Promise<void> {
  const child = spawn('sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit', env });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new CommandError(`The editor "${editor}" failed: name another in EDITOR, or a file with -F`);
}
