import { openDocket } from '@docket/router';
import type { Command } from 'commander';
import { closeAfter, type Io, printJson, printLine, withCaller } from '../io.ts';
import { readNewPassword } from '../prompt.ts';
import { formatTable } from '../table.ts';

type CreateOptions = {
  username?: string;
  firstName?: string;
  lastName?: string;
  admin?: true;
  passwordStdin?: true;
  json?: true;
};

export function addUserCommand(program: Command, io: Io): void {
  const user = program.command('user').description('look after accounts');
  user
    .command('create')
    .description('make an account')
    .argument('<email>', 'email address to log in with')
    .option('--username <name>', 'another name to log in with')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .option('--admin', 'make an admin', false)
    .option('--password-stdin', 'read the password from standard input instead of asking for it', false)
    .option('--json', 'print the account as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  pnpm docket user create ada@example.org --admin\n  pnpm docket user create ada@example.org --password-stdin < password.txt',
    )
    .action((email: string, options: CreateOptions) => createUser(io, email, options));
  user
    .command('promote')
    .description('make an admin of an account that is there')
    .argument('<user>', 'email address or username')
    .addHelpText('after', '\nExample:\n  pnpm docket user promote ada')
    .action((login: string) => promote(io, login));
}

async function createUser(io: Io, email: string, options: CreateOptions): Promise<void> {
  const { username, firstName: first_name, lastName: last_name } = options;
  const password = await readNewPassword(io, { fromStdin: options.passwordStdin ?? false });
  const role = options.admin ? 'admin' : 'user';
  const user = await withCaller(io, (caller) =>
    caller.user.create({ email, password, username, first_name, last_name, role }),
  );
  if (options.json) return printJson(io, user);
  const known = Object.entries(user).filter(([, value]) => value !== null);
  printLine(io.stdout, formatTable(known.map(([field, value]) => [field, String(value)])));
}

async function promote(io: Io, login: string): Promise<void> {
  const { email } = await closeAfter(openDocket(io.settings()), async (docket) => {
    const { id } = await docket.caller({ user: login }).user.me();
    return docket.caller({ system: 'cli' }).user.update({ id, role: 'admin' });
  });
  printLine(io.stdout, `${email} is an admin.`);
}
