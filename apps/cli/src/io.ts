import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type Caller, openDocket, type Settings } from '@docket/router';

/** What a command has around it: the process has one, and so does each test. */
export type Io = {
  stdin: Readable & { isTTY?: boolean | undefined };
  /** Data, and nothing else: another program may read it. */
  stdout: Writable & { isTTY?: boolean | undefined };
  /** Progress, questions and errors, for the person who waits. */
  stderr: Writable & { isTTY?: boolean | undefined };
  /** Reads the settings. Called only when a command needs them, so that help never fails. */
  settings(): Settings;
};

/** Calls procedures as the script `cli`, on a Docket that is open for as long as `work` takes. */
export function withCaller<T>(io: Io, work: (caller: Caller) => Promise<T>): Promise<T> {
  return closeAfter(openDocket(io.settings()), (docket) => work(docket.caller({ system: 'cli' })));
}

/** Calls procedures as a user, by email address or username. */
export function withCallerAs<T>(io: Io, user: string, work: (caller: Caller) => Promise<T>): Promise<T> {
  return closeAfter(openDocket(io.settings()), (docket) => work(docket.caller({ user })));
}

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

export function printJson(io: Io, value: unknown): void {
  printLine(io.stdout, JSON.stringify(value, null, 2));
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

/** `count(1, 'issue')` is "1 issue", `count(2, 'issue')` is "2 issues". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
