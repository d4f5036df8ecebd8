import { readSettings } from '@docket/router';
import { runCli } from './program.ts';

// The reader of a pipe may leave early, as `head` does. That is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit, which would cut off what a pipe has not taken yet.
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  settings: readSettings,
});
