import { DatabaseError, readSettings, SettingsError } from '@docket/router';
import { warningsOnSettings } from './first-lines.ts';
import { ListenError } from './listen-error.ts';
import { serve } from './serve.ts';
import { isPrimaryOfWorkers, serveWithWorkers } from './workers.ts';

try {
  const settings = readSettings();
  await (isPrimaryOfWorkers(settings) ? serveWithWorkers(settings) : serve(settings));
} catch (error) {
  process.stderr.write(`${[explainStartError(error), ...warningsOnSettings()].join('\n')}\n`);
  process.exitCode = 1;
  process.disconnect?.(); // a worker would wait for its primary
}

/** What keeps the server from starting: one line that names the remedy, or the stack of what we did not foresee. */
function explainStartError(error: unknown): string {
  const foreseen = [SettingsError, DatabaseError, ListenError].some((kind) => error instanceof kind);
  if (error instanceof Error) return foreseen ? error.message : (error.stack ?? error.message);
  return String(error);
}
