import type { StoredSession } from '@docket/client';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { type Io, printJson, printLine } from '../io.ts';
import { allLogins, forgetLogin, type Login, loginsFile, saveLogin } from '../login/logins.ts';
import { findServer, isOpenToAll, originOf, type Server } from '../login/servers.ts';
import { askLine, readSecret } from '../prompt.ts';
import { withTarget } from '../target/open.ts';
import { type Choice, choiceOf, type Target } from '../target/target.ts';
import { show } from '../verb-command.ts';

type LoginOptions = { username?: string; passwordStdin?: true; token?: true; tokenStdin?: true; pages?: string };

/** Being logged in to a Docket elsewhere. */
export function addLoginCommands(program: Command, io: Io): void {
  program
    .command('login')
    .summary('log in to a Docket elsewhere, to which calls go from then on')
    .description(
      'Logs in to the Docket that --server names, and keeps the session in the configuration of your account on this machine. Calls go to the server that you have logged in to last, unless --server names another.',
    )
    .option('-u, --username <login>', 'email address or username')
    .option('--password-stdin', 'read the password from standard input instead of asking for it')
    .option('--token', 'ask for an API token instead of name and password')
    .option('--token-stdin', 'read an API token from standard input')
    .option('--pages <url>', 'where the pages for people are, which --web opens')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket login --server https://docket.example.org\n  ./docket login --server https://docket.example.org --token-stdin < token.txt',
    )
    .action((options: LoginOptions, command: Command) => logIn(io, choiceOf(command), options));
  program
    .command('logout')
    .summary('end the session on a Docket elsewhere, and forget it')
    .description('Ends the session on the server that calls go to, or that --server names, and forgets it.')
    .addHelpText('after', '\nExample:\n  ./docket logout')
    .action((_options, command: Command) => logOut(io, choiceOf(command)));
  program
    .command('whoami')
    .summary('say who you are, and where calls go')
    .description('Says who you are, and where calls go.')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  ./docket whoami')
    .action((_options, command: Command) => sayWho(io, command));
}

async function logIn(io: Io, { server }: Choice, options: LoginOptions): Promise<void> {
  const url = originOf(server ?? io.env['DOCKET_SERVER'] ?? (await askForServer(io)));
  if (isOpenToAll(url))
    printLine(io.stderr, `warning: ${url} is not encrypted: whoever is on the way reads your password`);
  const isToken = options.token || options.tokenStdin;
  const kept = isToken ? await checkToken(io, url, options) : await beginSession(io, url, options);
  const pages = options.pages ?? findServer(io, url)?.login?.pages;
  await saveLogin(io, { url, ...kept, ...(pages && { pages }) });
  printLine(io.stderr, `Logged in to ${url} as ${kept.username}. It is kept in ${loginsFile(io)}.`);
}

function askForServer(io: Io): Promise<string> {
  if (io.stdin.isTTY) return askLine(io, 'Address of the server: ');
  throw new CommandError('Nobody is here to ask for the server: add --server URL');
}

async function checkToken(
  io: Io,
  url: string,
  { tokenStdin }: LoginOptions,
): Promise<Pick<Login, 'username' | 'token'>> {
  const given = await readSecret(io, { asks: 'API token', fromStdin: tokenStdin ?? false, flag: '--token-stdin' });
  const token = given.trim();
  const target = await connect(io, { url, token, login: undefined });
  const { username, email } = await target.caller.user.me();
  return { username: username ?? email, token };
}

async function beginSession(
  io: Io,
  url: string,
  { username: given, passwordStdin }: LoginOptions,
): Promise<Pick<Login, 'username' | 'session'>> {
  const username = given ?? (await askForName(io));
  const password = await readSecret(io, {
    asks: 'Password',
    fromStdin: passwordStdin ?? false,
    flag: '--password-stdin',
  });
  const kept: { session: StoredSession | null } = { session: null };
  const session = {
    get: () => kept.session,
    set: (next: StoredSession | null) => {
      kept.session = next;
    },
  };
  const target = await connect(io, { url, token: undefined, login: undefined, session });
  await target.caller.auth.login({ username, password });
  return { username, session: kept.session };
}

/** Only who logs in needs the client. */
async function connect(io: Io, server: Server): Promise<Target> {
  const { openRemote } = await import('../target/remote.ts');
  return openRemote(io, server, { isPublic: false });
}

function askForName(io: Io): Promise<string> {
  if (io.stdin.isTTY) return askLine(io, 'Email address or username: ');
  throw new CommandError('Nobody is here to ask for the name: add --username NAME');
}

/** Forgets it also when the server is away, or knows the session no more. */
async function logOut(io: Io, choice: Choice): Promise<void> {
  const server = findServer(io, choice.server);
  if (!server?.login) throw new CommandError('You are not logged in: there is nothing to end');
  const { url, login } = server;
  if (login.session) {
    await withTarget(io, { server: url }, ({ caller }) => caller.auth.logout()).catch((error: Error) =>
      printLine(
        io.stderr,
        `warning: the session could not be ended on the server (${error.message}): it ends in a week`,
      ),
    );
  }
  await forgetLogin(io, url);
  printLine(io.stderr, `Logged out of ${url}.`);
}

async function sayWho(io: Io, command: Command): Promise<void> {
  const choice = choiceOf(command);
  const server = choice.local ? undefined : findServer(io, choice.server);
  const where = server?.url ?? 'the database of this machine';
  const isScript = !server && choice.as === undefined;
  if (isScript) (await import('../target/local.ts')).refuseMissing(io.settings());
  const who = isScript ? null : await withTarget(io, choice, ({ caller }) => caller.user.me());
  if (command.opts()['json']) return printJson(io, { server: server?.url ?? null, user: who });
  const name = who ? (who.username ?? who.email) : 'a script, which may do what an admin may';
  show(io, { text: `${name} on ${where}` });
  const others = allLogins(io).filter(({ url }) => url !== server?.url);
  for (const { url, username } of others) show(io, { note: `also logged in to ${url} as ${username}` });
}
