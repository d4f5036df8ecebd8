import { SingleBar } from 'cli-progress';
import { type Io, printLine } from './io.ts';

type Progress = { advance(steps: number): void; stop(): void };

/** Shows how far `total` steps have come: as a bar on a terminal, else as a line at each tenth; of none, nothing. */
export function showProgress(io: Io, { total, noun }: { total: number; noun: string }): Progress {
  if (total === 0) return { advance: () => undefined, stop: () => undefined };
  return io.stderr.isTTY ? bar(io, total, noun) : lines(io, total, noun);
}

function bar({ stderr }: Io, total: number, noun: string): Progress {
  const shown = new SingleBar({ stream: stderr, format: `{bar} {value} of {total} ${noun}`, hideCursor: true });
  shown.start(total, 0);
  return { advance: (steps) => shown.increment(steps), stop: () => shown.stop() };
}

function lines({ stderr }: Io, total: number, noun: string): Progress {
  let done = 0;
  return {
    advance(steps) {
      const before = Math.floor((10 * done) / total);
      done += steps;
      if (Math.floor((10 * done) / total) > before) printLine(stderr, `${done} of ${total} ${noun}`);
    },
    stop: () => undefined,
  };
}
