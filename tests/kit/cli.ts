import { PassThrough, Readable, Writable } from 'node:stream';
import { type Docket, openDocket, readSettings } from '@docket/router';
import { onTestFinished } from 'vitest';
import type { Finding } from '../../apps/cli/src/checkup.ts';
import type { Io } from '../../apps/cli/src/io.ts';
import { runCli } from '../../apps/cli/src/program.ts';
import { createTestDatabase, temporaryFolder } from './database.ts';

type Input = {
  stdin?: string;
  keys?: string[];
  /** Of the person who types, beside what the test settings say. */
  env?: Record<string, string>;
  /** Columns of the terminal. */
  columns?: number;
};

type Run = { status: number; stdout: string; stderr: string };

export type TestCli = {
  /** Runs a command in this process. `keys` are typed on a terminal; `stdin` comes through a pipe. */
  run(argv: string[], input?: Input): Promise<Run>;
  /** The same Docket, to look at what a command did. */
  open(): Promise<Docket>;
  /** The address of its database. */
  url: string;
};

/**
 * A command line on a database of its own, which is removed when the test ends. `settings`
 * are written as in the environment; an empty one is not set.
 */
export async function createTestCli(settings: Record<string, string> = {}): Promise<TestCli> {
  const url = await createTestDatabase();
  const env = {
    ENVIRONMENT: 'test',
    SECRET_KEY: 'a key that only tests sign with',
    BCRYPT_COST: '4',
    DATABASE_URL: url,
  };
  const readTestSettings = () => readSettings({ ...env, ...settings }, '/dev/null');
  const home = { XDG_CONFIG_HOME: temporaryFolder() };
  return {
    url,
    run: (argv, input = {}) =>
      runCommand(argv, { ...input, settings: readTestSettings, env: { ...home, ...input.env } }),
    async open() {
      const docket = await openDocket(readTestSettings());
      onTestFinished(() => docket.close());
      return docket;
    },
  };
}

/** Runs a command in this process, with this around it. */
export async function runCommand(
  argv: string[],
  { stdin = '', keys, columns, ...around }: Input & Pick<Io, 'settings' | 'env' | 'fetch' | 'folder'>,
): Promise<Run> {
  const isTTY = keys !== undefined || columns !== undefined;
  const [stdout, stderr] = [new Captured(isTTY, columns), new Captured(isTTY, columns)];
  const input = keys ? keyboard(stderr, keys) : Readable.from([stdin]);
  const status = await runCli(argv, { stdin: input, stdout, stderr, ...around });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

/** What "doctor" finds, by what it looked at. */
export async function examine({ run }: TestCli) {
  const { status, stdout, stderr } = await run(['doctor', '--json']);
  const all: Finding[] = JSON.parse(stdout);
  const findings: Partial<Record<string, Finding>> = Object.fromEntries(all.map((found) => [found.check, found]));
  return { status, findings, stderr };
}

class Captured extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(isTTY: boolean, columns?: number) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    this.emit('written', chunk);
    done();
  }
}

/** Types the next line whenever a question appears on the screen. */
function keyboard(screen: Captured, keys: string[]): PassThrough & { isTTY: true } {
  const left = [...keys];
  const input = Object.assign(new PassThrough(), { isTTY: true as const });
  screen.on('written', (text: string) => {
    if (/(: |\] )$/.test(text)) setImmediate(() => input.write(left.shift() ?? '\u0004'));
  });
  return input;
}
