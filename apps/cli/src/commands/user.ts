import type { Caller } from '@docket/router';
import type { Command } from 'commander';
import { describeExtent } from '../extent.ts';
import { CommandError } from '../failure.ts';
import { type Io, printJson, printLine, withCaller } from '../io.ts';
import { wholeNumber } from '../options.ts';
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

type PasswordOptions = { passwordStdin?: boolean };

/** The options are named as the fields of the procedure, which checks them. */
type ListOptions = Parameters<Caller['user']['list']>[0] & { json?: true };

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
    .command('list')
    .description('list accounts, the oldest first')
    .option('--q <text>', 'only those with this text in their name or email address')
    .option('--page <number>', 'which page', wholeNumber)
    .option('--size <number>', 'accounts on a page (20 when left out, at most 100)', wholeNumber)
    .option('--cursor <cursor>', 'what follows there, as the list before said')
    .option('--json', 'print what the API answers')
    .action((options: ListOptions) => listUsers(io, options));
  user
    .command('password')
    .description('set a new password of an account, which ends all its sessions')
    .argument('<user>', 'email address or username')
    .option('--password-stdin', 'read the password from standard input instead of asking for it', false)
    .addHelpText('after', '\nExample:\n  pnpm docket user password ada')
    .action((login: string, { passwordStdin }: PasswordOptions) => setPassword(io, login, passwordStdin ?? false));
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

async function listUsers(io: Io, { json, ...filter }: ListOptions): Promise<void> {
  const found = await withCaller(io, (caller) => caller.user.list(filter));
  if (json) return printJson(io, found);
  const rows = found.items.map(({ username, email, full_name, role, is_active, created_at }) => {
    return [username ?? '', email, role, is_active ? 'yes' : 'no', created_at.slice(0, 10), full_name];
  });
  if (rows.length > 0) {
    printLine(io.stdout, formatTable([['USERNAME', 'EMAIL', 'ROLE', 'ACTIVE', 'CREATED', 'NAME'], ...rows]));
  }
  printLine(io.stderr, describeExtent(found, 'account'));
}

async function setPassword(io: Io, login: string, fromStdin: boolean): Promise<void> {
  const password = await readNewPassword(io, { fromStdin });
  const { email } = await updateByLogin(io, login, { password });
  printLine(io.stdout, `${email} has a new password, and is logged out everywhere. API tokens go on working.`);
}

async function promote(io: Io, login: string): Promise<void> {
  const { email } = await updateByLogin(io, login, { role: 'admin' });
  printLine(io.stdout, `${email} is an admin.`);
}

type Changes = Omit<Parameters<Caller['user']['update']>[0], 'id'>;

function updateByLogin(io: Io, login: string, changes: Changes) {
  return withCaller(io, async ({ user }) => user.update({ ...changes, id: await idOf(user, login) }));
}

/** Deactivated accounts are found as well. */
async function idOf(user: Caller['user'], login: string): Promise<string> {
  const name = login.toLowerCase();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const found = await user.list({ q: login, size: 100, ...(cursor && { cursor }) });
    const account = found.items.find(({ email, username }) => [email, username?.toLowerCase()].includes(name));
    if (account) return account.id;
    cursor = found.next_cursor;
  }
  throw new CommandError(`There is no user "${login}"`);
}
