import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';

/** What Node is to load first in a process whose stdin is a pipe from us: it ends when we do, also when we are killed. */
export const ENDS_WITH_US = ['--import', join(import.meta.dirname, 'ends-with-parent.js')];

/** A Node process of ours. */
export type Child = ChildProcessWithoutNullStreams;

type ChildOptions = { cwd?: string; env?: NodeJS.ProcessEnv; isGroup?: boolean };

/** Starts Node with these arguments. The process ends with ours, and does not keep ours from ending. */
export function spawnNode(args: string[], { isGroup: detached = false, ...options }: ChildOptions = {}): Child {
  const child = spawn(process.execPath, [...ENDS_WITH_US, ...args], { ...options, detached, stdio: 'pipe' });
  child.unref();
  for (const pipe of child.stdio) (pipe as { unref?: () => void }).unref?.();
  return child;
}
