import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandError } from './failure.ts';
import type { Io } from './io.ts';

type Secret = {
  asks: string;
  /** Asked for twice. */
  isNew?: true | undefined;
  fromStdin: boolean;
  /** The option that says that it comes from standard input, or how else it can come. */
  flag: string;
};

/**
 * A secret: asked for and not shown on a terminal, else read from standard input up to its end, without the line break
 * at the end.
 *
 * @throws CommandError when nobody can be asked and `fromStdin` was not given.
 */
export async function readSecret(io: Io, { asks, isNew, fromStdin, flag }: Secret): Promise<string> {
  if (!io.stdin.isTTY) {
    if (fromStdin) return (await text(io.stdin)).replace(/\r?\n$/, '');
    throw new CommandError(`Nobody is here to ask for it (${asks}): pipe it in and add ${flag}`);
  }
  const secret = await ask(io, `${asks}: `, { shown: false });
  if (!isNew) return secret;
  const again = await ask(io, 'The same again: ', { shown: false });
  if (again !== secret) throw new CommandError('The two passwords differ: try again');
  return secret;
}

/** Asks on the terminal for a line that may be seen. */
export function askLine(io: Io, question: string): Promise<string> {
  return ask(io, question, { shown: true });
}

/** Asks on the terminal; only "y" and "yes" are a yes. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const answer = await ask(io, `${question} [y/N] `, { shown: true });
  return /^y(es)?$/i.test(answer.trim());
}

async function ask(io: Io, question: string, { shown }: { shown: boolean }): Promise<string> {
  // With `terminal`, readline takes the keyboard away from the terminal's own echo and does the
  // echo itself, here into the void.
  const output = shown ? io.stderr : new PassThrough().resume();
  const readline = createInterface({ input: io.stdin, output, terminal: true });
  if (!shown) io.stderr.write(question);
  else readline.setPrompt(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      readline.once('line', resolve);
      readline.once('close', () => reject(new CommandError('Stopped: nothing was changed')));
      readline.prompt();
    });
  } finally {
    readline.close();
    if (!shown) io.stderr.write('\n');
  }
}
