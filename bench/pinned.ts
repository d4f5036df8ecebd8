import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The core of the servers, and that of the load. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Whether processes are kept to one core each: on Linux, where `taskset` comes with util-linux, and two cores are ours. */
export const isPinning = process.platform === 'linux' && availableParallelism() >= 2 && hasTaskset();

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** All cores that were ours in the beginning, before any pinning, as `taskset` takes them. */
const allCores = isPinning ? allowedCores() : '';

function allowedCores(): string {
  const [, list = ''] = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return list;
}

/** The command line that runs this one on a single core or on all, or as it is where we cannot pin. */
export function pinned(core: number | 'all', command: string[]): [program: string, args: string[]] {
  const [program = '', ...args] = isPinning
    ? ['taskset', '--cpu-list', core === 'all' ? allCores : String(core), ...command]
    : command;
  return [program, args];
}

/** Keeps this process, with all of its threads, to one core. */
export function pinSelf(core: number): void {
  if (!isPinning) return;
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)]);
}

/** Ticks of the clock of /proc in a second, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process has used with all its threads; NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold spaces. After it, utime and stime are the 12th and 13th (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Resident memory of a process in megabytes (of a million bytes); NaN where there is no /proc. */
export function residentMegabytes(pid: number): number {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}
