import type { Caller } from '@docket/router';
import type { Command } from 'commander';
import { type Io, printLine } from '../io.ts';
import { find } from '../lookups.ts';
import { readSecret } from '../prompt.ts';
import { withTarget } from '../target/open.ts';
import { choiceOf } from '../target/target.ts';

/** What admins do with accounts in one word. */
export function addUserCommands(user: Command, io: Io): void {
  user
    .command('password')
    .summary('set a new password of an account')
    .description('Sets a new password of an account, which ends all its sessions. Admins only.')
    .argument('<user>', 'email address or username')
    .option('--password-stdin', 'read the password from standard input instead of asking for it')
    .addHelpText('after', '\nExample:\n  ./docket user password ada')
    .action((login: string, options: { passwordStdin?: true }, command: Command) =>
      setPassword(io, login, { command, fromStdin: options.passwordStdin ?? false }),
    );
  user
    .command('promote')
    .summary('make an admin of an account')
    .description('Makes an admin of an account that is there. Admins only.')
    .argument('<user>', 'email address or username')
    .addHelpText('after', '\nExample:\n  ./docket user promote ada')
    .action((login: string, _options, command: Command) => promote(io, login, command));
}

async function setPassword(io: Io, login: string, { command, fromStdin }: { command: Command; fromStdin: boolean }) {
  const password = await readSecret(io, { asks: 'Password', isNew: true, fromStdin, flag: '--password-stdin' });
  const { email } = await updateByLogin(io, command, { login, changes: { password } });
  printLine(io.stdout, `${email} has a new password, and is logged out everywhere. API tokens go on working.`);
}

async function promote(io: Io, login: string, command: Command): Promise<void> {
  const { email } = await updateByLogin(io, command, { login, changes: { role: 'admin' } });
  printLine(io.stdout, `${email} is an admin.`);
}

type Update = { login: string; changes: Omit<Parameters<Caller['user']['update']>[0], 'id'> };

function updateByLogin(io: Io, command: Command, { login, changes }: Update) {
  return withTarget(io, choiceOf(command), async ({ caller }) =>
    caller.user.update({ ...changes, id: await find(caller, login, { what: 'user' }) }),
  );
}
