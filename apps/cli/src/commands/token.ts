import type { Caller } from '@docket/router';
import type { Command } from 'commander';
import { type Io, printJson, printLine, withCallerAs } from '../io.ts';
import { collect, wholeNumber } from '../options.ts';
import { formatTable } from '../table.ts';

type NewToken = Parameters<Caller['token']['create']>[0];
type CreateOptions = { name: string; scope: NewToken['scopes']; expires?: number; json?: true };

export function addTokenCommand(program: Command, io: Io): void {
  const token = program.command('token').description('look after the API tokens of a user');
  token
    .command('create')
    .description('make an API token, with which a script acts as the user')
    .argument('<user>', 'email address or username')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption(
      '--scope <scope>',
      'issues:read, issues:write, users:read or admin; may be given several times',
      collect,
    )
    .option('--expires <days>', 'days until it stops working (never when left out)', wholeNumber)
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  pnpm docket token create ada --name "nightly report" --scope issues:read')
    .action((user: string, options: CreateOptions) => createToken(io, user, options));
  token
    .command('list')
    .description('list the API tokens of a user that work')
    .argument('<user>', 'email address or username')
    .option('--json', 'print what the API answers')
    .action((user: string, { json }: { json?: true }) => listTokens(io, user, json));
  token
    .command('revoke')
    .description('end an API token')
    .argument('<user>', 'email address or username')
    .argument('<id>', 'id of the token, as "token list" shows it')
    .action(async (user: string, id: string) => {
      await withCallerAs(io, user, (caller) => caller.token.revoke({ id }));
      printLine(io.stderr, 'The token is refused from now on.');
    });
}

/** Standard output gets the token alone, so that a script can take it from there. */
async function createToken(io: Io, user: string, { name, scope: scopes, expires, json }: CreateOptions) {
  const made = await withCallerAs(io, user, (caller) =>
    caller.token.create({ name, scopes, expires_in_days: expires }),
  );
  if (json) return printJson(io, made);
  const until = made.expires_at ? `until ${made.expires_at.slice(0, 10)}` : 'until it is revoked';
  printLine(io.stderr, `Good for ${made.scopes.join(', ')}, ${until}. It is shown only now:`);
  printLine(io.stdout, made.token);
}

async function listTokens(io: Io, user: string, json: true | undefined): Promise<void> {
  const page = await withCallerAs(io, user, (caller) => caller.token.list({ size: 100 }));
  if (json) return printJson(io, page);
  const header = ['ID', 'NAME', 'BEGINS WITH', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED'];
  const day = (time: string | null) => time?.slice(0, 10) ?? 'never';
  const rows = page.items.map((token) => {
    const { id, name, prefix, scopes, created_at, expires_at, last_used_at } = token;
    return [id, name, prefix, scopes.join(', '), day(created_at), day(expires_at), day(last_used_at)];
  });
  printLine(io.stdout, formatTable([header, ...rows]));
}
