import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './failure.ts';
import type { Io } from './io.ts';

/** The project that is meant where none is named. */
export type DefaultProject = {
  /** In upper case. */
  key: string;
  /** What says so: `DOCKET_PROJECT`, or the path of a file. */
  source: string;
};

type Around = Pick<Io, 'env' | 'folder'>;

export const FILE = '.docket';

const KEY = /^[a-z][a-z0-9]{1,9}$/i;

/** There is no such file, or it is none that we may read. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'];

/**
 * The project of the environment, else that of the nearest `.docket` file, here or in a folder above; undefined when
 * nothing says one.
 *
 * @throws CommandError when what is said is no key
 */
export function defaultProject({ env, folder }: Around): DefaultProject | undefined {
  const said = env['DOCKET_PROJECT'];
  if (said) return { key: keyIn(said, 'DOCKET_PROJECT'), source: 'DOCKET_PROJECT' };
  return folder === undefined ? undefined : nearest(folder);
}

function nearest(folder: string): DefaultProject | undefined {
  const file = join(folder, FILE);
  const text = read(file);
  if (text !== undefined) return { key: keyIn(valueIn(text, file), file), source: file };
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}

/** Makes a project the default in a folder and below it. */
export function writeDefault(folder: string, key: string): string {
  const file = join(folder, FILE);
  try {
    writeFileSync(file, `project=${key}\n`);
  } catch (error) {
    throw new CommandError(`${file} cannot be written (${String(error)}): go to a folder of yours`);
  }
  return file;
}

/** @throws CommandError when this folder says no project */
export function removeDefault(folder: string): string {
  const file = join(folder, FILE);
  if (read(file) === undefined) throw new CommandError(`There is no ${file}: nothing was changed`);
  rmSync(file);
  return file;
}

/** Undefined: there is none, or somebody else has put it there, as in a folder in which everybody may write. */
function read(file: string): string | undefined {
  try {
    const { uid } = lstatSync(file);
    const isOurs = uid === process.getuid?.() || uid === 0;
    return isOurs ? readFileSync(file, 'utf8') : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.includes(String(error.code))) return undefined;
    throw new CommandError(`${file} cannot be read (${String(error)}): mend it, or remove it`);
  }
}

function valueIn(text: string, file: string): string {
  const [line = '', ...more] = text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('#'));
  const [, value] = /^project\s*=\s*(\S+)$/.exec(line) ?? [];
  if (value !== undefined && more.length === 0) return value;
  throw new CommandError(`${file}: it must hold one line such as project=WEB: mend it, or remove it`);
}

function keyIn(said: string, source: string): string {
  if (KEY.test(said)) return said.toUpperCase();
  throw new CommandError(`${source}: "${said}" is no key of a project: name one such as WEB`);
}
