import type { StartProgress } from '@docket/router';
import type { Command } from 'commander';
import { closeAfter, count, type Io, printLine } from '../io.ts';
import { progressOf } from '../progress.ts';

export function addSearchCommands(search: Command, io: Io): void {
  search
    .command('rebuild')
    .summary('make the index of words anew')
    .description(
      'Makes the index of words anew, from the issues. Servers may run: until it is done, search finds fewer issues and says so.',
    )
    .addHelpText('after', '\nExample:\n  ./docket search rebuild')
    .action(() => rebuild(io));
}

async function rebuild(io: Io): Promise<void> {
  const { assertMigrated, openDatabase, rebuildIndex } = await import('@docket/router'); // who searches does not wait for it
  await closeAfter(openDatabase(io.settings().DATABASE_URL, { mustExist: true }), async (database) => {
    await assertMigrated(database);
    const shown = showing(progressOf(io, 'Making the index of words anew'));
    const issues = await rebuildIndex(database, shown.left).finally(shown.stop);
    printLine(io.stdout, `Made the index of words anew: ${count(issues, 'issue')}.`);
  });
}

/** Progress of work that only says what is left of it. */
function showing(start: StartProgress) {
  let last = 0;
  let progress: ReturnType<StartProgress> | undefined;
  return {
    left(left: number): void {
      if (progress) progress.advance(last - left);
      else progress = start({ total: left, noun: 'issues' });
      last = left;
    },
    stop(): void {
      progress?.advance(last);
      progress?.stop();
    },
  };
}
