import type { StartProgress } from '@docket/router';
import { SingleBar } from 'cli-progress';
import { type Io, plain, printLine } from './io.ts';

/** Shows nothing. */
export const SILENT = { advance: () => undefined, stop: () => undefined };

/**
 * Shows how far a command has come, on a terminal as a bar for each part. Elsewhere, in the log of a job, only its
 * beginning is told, as `doing`: its end is the summary that it prints.
 */
export function progressOf(io: Io, doing: string): StartProgress {
  let isTold = false;
  return ({ total, noun }) => {
    if (total === 0) return SILENT;
    if (io.stderr.isTTY) return bar(io, total, noun);
    if (!isTold) printLine(io.stderr, plain(`${doing} …`));
    isTold = true;
    return SILENT;
  };
}

function bar({ stderr }: Io, total: number, noun: string): ReturnType<StartProgress> {
  const shown = new SingleBar({ stream: stderr, format: `{bar} {value} of {total} ${noun}`, hideCursor: true });
  shown.start(total, 0);
  return { advance: (steps) => shown.increment(steps), stop: () => shown.stop() };
}
