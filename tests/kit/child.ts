import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';

/** What Node is to load first in a process whose stdin is a pipe from us: it ends when we do, also when we are killed. */
export const ENDS_WITH_US = ['--import', join(import.meta.dirname, 'ends-with-parent.js')];

/** A Node process of ours. */
export type Child = ChildProcessWithoutNullStreams;

type ChildOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  isGroup?: boolean;
  /** An open file that its standard output goes to; `stdout` of the child is then null. */
  output?: number | undefined;
  /** How many files and connections it may have open at once (`ulimit -n`). */
  openFiles?: number | undefined;
};

/** Starts Node with these arguments. The process ends with ours, and does not keep ours from ending. */
export function spawnNode(
  args: string[],
  { isGroup: detached = false, output, openFiles, ...options }: ChildOptions = {},
): Child {
  const stdio = ['pipe', output ?? 'pipe', 'pipe'] as 'pipe'[];
  const node = [process.execPath, ...ENDS_WITH_US, ...args] as const;
  const limited = ['sh', '-c', `ulimit -n ${openFiles} && exec "$0" "$@"`, ...node] as const;
  const [command, ...given] = openFiles === undefined ? node : limited;
  const child = spawn(command, given, { ...options, detached, stdio });
  child.unref();
  for (const pipe of child.stdio) (pipe as { unref?: () => void } | null)?.unref?.();
  return child;
}
