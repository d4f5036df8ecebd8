import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { type Io, printLine } from '../io.ts';

export function addOpenApiCommand(program: Command, io: Io): void {
  program
    .command('openapi')
    .description('print the OpenAPI document of the REST API')
    .option('-o, --output <file>', 'write it to a file instead')
    .addHelpText('after', '\nExample:\n  ./docket openapi --output openapi.json')
    .action((options: { output?: string }) => printDocument(io, options.output));
}

async function printDocument(io: Io, file: string | undefined): Promise<void> {
  // No other command needs the REST bridge, and it takes long to load.
  const { openApiDocument } = await import('@docket/rest/document');
  const document = JSON.stringify(openApiDocument(io.settings()), null, 2);
  if (file === undefined) return printLine(io.stdout, document);
  await writeFile(file, `${document}\n`).catch((error: Error) => {
    throw new CommandError(`${file} cannot be written: choose another --output (${error.message})`);
  });
  printLine(io.stderr, `Wrote ${file}`);
}
