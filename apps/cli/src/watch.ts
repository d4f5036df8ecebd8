import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Message } from '@docket/router';
import { CommandError } from './failure.ts';
import { type Io, plain, printLine } from './io.ts';
import type { Shown } from './verbs/verb.ts';

type Watching = {
  asJson: boolean;
  /** What is run for each message, in a shell. */
  exec: string | undefined;
  show(data: unknown): Shown;
};

/**
 * Prints each message of a stream on a line, and runs a command for each, one after another. As JSON a message has its
 * position, from where one can go on.
 */
export async function watch(io: Io, messages: AsyncIterable<Message>, { asJson, exec, show }: Watching): Promise<void> {
  for await (const { id: position, data } of messages) {
    const message = { ...(data as object), position };
    printLine(io.stdout, asJson ? JSON.stringify(message) : plain(show(data).text ?? ''));
    if (exec !== undefined) await run(io, exec, message);
  }
}

/**
 * Runs a command with a message as JSON in its standard input: in its arguments, what people write would be a command.
 *
 * @throws CommandError when it fails: nobody notices it otherwise
 */
async function run(io: Io, command: string, data: unknown): Promise<void> {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'pipe'], env: io.env });
  child.stdout.on('data', (chunk: Buffer) => io.stderr.write(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => io.stderr.write(chunk.toString()));
  child.stdin.on('error', () => undefined); // it need not read it
  child.stdin.end(`${JSON.stringify(data)}\n`);
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0)
    throw new CommandError(`The command of --exec failed with status ${status ?? 'of a signal'}: ${command}`);
}
