import { copyFiles, openFileStore } from '@docket/router';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { count, type Io, printJson, printLine } from '../io.ts';

type CopyOptions = { from?: string; to?: string; json?: true };

export function addFilesCommand(program: Command, io: Io): void {
  const files = program.command('files').description('look after the store of attached files');
  files
    .command('copy')
    .description(
      'copy the files that another store lacks: to keep them beside a backup of the database, to put them back, or to move to another store. The servers may run',
    )
    .option('--from <address>', 'the store that has them (default: FILES_URL)')
    .option('--to <address>', 'the store that gets them (default: FILES_URL)')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket files copy --to file:/mnt/backups/files\n  ./docket files copy --from file:/mnt/backups/files',
    )
    .action((options: CopyOptions) => copy(io, options));
}

async function copy(io: Io, { from, to, json }: CopyOptions): Promise<void> {
  const settings = io.settings();
  if (from === to) throw new CommandError('Name another store than FILES_URL with --from or --to');
  const [source, target] = await Promise.all(
    [from, to].map((url) => openFileStore({ ...settings, FILES_URL: url ?? settings.FILES_URL })),
  );
  if (!source || !target) throw new Error('there are two stores');
  const { copied, present } = await copyFiles({ from: source, to: target });
  const summary = { from: source.place, to: target.place, copied, present };
  if (json) return printJson(io, summary);
  printLine(io.stdout, `Copied ${count(copied, 'file')} to ${target.place}; ${count(present, 'file')} were there.`);
}
