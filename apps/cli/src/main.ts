import { createRequire } from 'node:module';
import { env } from 'node:process';
import { runCli } from './program.ts';

const require = createRequire(import.meta.url);

let lost: Error | undefined;
let isWarned = false;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return; // the reader of a pipe may leave early, as `head` does
  lost ??= error;
  failWhenLost();
});

// Not process.exit, which would cut off what a pipe has not taken yet.
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  settings: readSettings,
  env,
  folder: process.cwd(),
});
failWhenLost();

/**
 * The router is loaded only by what reads settings: that takes longer than all else. A mistyped name may be why a
 * command works on another database than was meant, so that is said, once.
 */
function readSettings() {
  const router = require('@docket/router') as typeof import('@docket/router');
  const warnings = isWarned ? [] : router.noteSettings().filter(({ level }) => level === 'warn');
  for (const { message } of warnings) process.stderr.write(`warning: ${message}\n`);
  isWarned = true;
  return router.readSettings();
}

/** A full disk is told, once the command has ended and thinks that all is well. */
function failWhenLost(): void {
  if (!lost || process.exitCode !== 0) return;
  process.stderr.write(`error: Standard output cannot be written (${lost.message}): make room\n`);
  process.exitCode = 1;
}
