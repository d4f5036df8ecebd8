import type { Command } from 'commander';
import { checkAll } from '../checkup.ts';
import { CommandError } from '../failure.ts';
import { count, type Io, printJson, printLine } from '../io.ts';
import { formatTable } from '../table.ts';

export function addDoctorCommand(program: Command, io: Io): void {
  program
    .command('doctor')
    .description('check settings, database and accounts, and say what to do; changes nothing')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  ./docket doctor')
    .action((options: { json?: true }) => examine(io, options));
}

async function examine(io: Io, { json }: { json?: true }): Promise<void> {
  const findings = await checkAll(io);
  if (json) printJson(io, findings);
  else printLine(io.stdout, formatTable(findings.map(({ level, check, message }) => [level, check, message])));
  const problems = findings.filter((finding) => finding.level === 'problem');
  if (problems.length > 0) throw new CommandError(`${count(problems.length, 'problem')} found`);
}
