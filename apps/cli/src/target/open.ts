import { CommandError } from '../failure.ts';
import { closeAfter, type Io, printLine } from '../io.ts';
import { findServer, ignoresToken } from '../login/servers.ts';
import type { Choice, Target } from './target.ts';

/** Opens what the command is about for as long as `work` takes. `isPublic`: nobody needs to be logged in for it. */
export function withTarget<T>(
  io: Io,
  choice: Choice & { isPublic?: boolean },
  work: (target: Target) => Promise<T>,
): Promise<T> {
  return closeAfter(openTarget(io, choice), work);
}

async function openTarget(io: Io, choice: Choice & { isPublic?: boolean }): Promise<Target> {
  const { as, local, server } = choice;
  if (server && local) throw new CommandError('--server and --local: say one of them');
  const named = local ? undefined : findServer(io, server);
  if (named && as)
    throw new CommandError(
      `--as names a user of the database of this machine, but calls go to ${named.url}: add --local`,
    );
  if (ignoresToken(io, server))
    printLine(io.stderr, 'DOCKET_TOKEN is not used: it is for the server that --server or DOCKET_SERVER names');
  // Each loads what the other never needs.
  if (!named) return (await import('./local.ts')).openLocal(io, as);
  return (await import('./remote.ts')).openRemote(io, named, { isPublic: choice.isPublic ?? false });
}
