import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { DocketClientOptions } from '@docket/client';
import type { Settings } from '@docket/router';

/** What a command has around it: the process has one, and so does each test. */
export type Io = {
  stdin: Readable & { isTTY?: boolean | undefined };
  /** Data, and nothing else: another program may read it. */
  stdout: Screen;
  /** Progress, questions and errors, for the person who waits. */
  stderr: Screen;
  /** Reads the settings. Called only when a command needs them, so that help never fails. */
  settings(): Settings;
  /** The environment, for what is about the person who types: an editor, a token, a place for logins. */
  env: Readonly<Record<string, string | undefined>>;
  /** The folder where the person stands. */
  folder?: string;
  /** Stands in for the global `fetch`. */
  fetch?: NonNullable<DocketClientOptions['fetch']>;
};

type Screen = Writable & { isTTY?: boolean | undefined; columns?: number | undefined };

/** Waits for something to open, and closes it when `work` is done or has failed. */
export async function closeAfter<Opened extends { close(): Promise<void> }, T>(
  opening: Opened | Promise<Opened>,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const opened = await opening;
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

export function printLine(stream: Writable, text: string): void {
  stream.write(`${text}\n`);
}

export function printJson(io: Pick<Io, 'stdout'>, value: unknown): void {
  printLine(io.stdout, JSON.stringify(value, null, 2));
}

/** Columns that a line may have; undefined where nobody looks at a terminal, and lines may be as long as they like. */
export function widthOf({ isTTY, columns }: Screen): number | undefined {
  return isTTY ? columns : undefined;
}

/** A text in which `./docket` is written as the person has typed it, who may be in another folder. */
export function asTyped({ env }: Pick<Io, 'env'>, text: string): string {
  const command = env['DOCKET_COMMAND'] || './docket';
  return text.replaceAll('./docket', /^[\w./~-]+$/.test(command) ? command : `'${command}'`);
}

/**
 * Text of other people on one line, without the control characters (terminal commands, and turns
 * of the writing direction) with which it could rewrite what stands around it.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** The same for a text of several lines. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => stripVTControlCharacters(line).replace(/[^\P{Cc}\t]|[\u202a-\u202e\u2066-\u2069]/gu, ''))
    .join('\n');
}

/** `count(1, 'issue')` is "1 issue", `count(2, 'issue')` is "2 issues". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
