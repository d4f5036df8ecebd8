import { readdirSync, readFileSync } from 'node:fs';

/**
 * Tells how many milliseconds of processor the sessions of a database of this machine have used; 0 without a database, and
 * where there is no /proc.
 */
export function backendsOf(databaseUrl: string): () => number {
  if (!databaseUrl) return () => 0;
  const { pathname } = new URL(databaseUrl);
  return () => sessionsOf(pathname.slice(1)).reduce((sum, pid) => sum + processorTimeOf(pid), 0);
}

function sessionsOf(database: string): string[] {
  if (process.platform !== 'linux') return [];
  // PostgreSQL writes over its command line: "postgres: user database address state".
  const ofDatabase = new RegExp(`^postgres: \\S+ ${database} `);
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && ofDatabase.test(read(pid, 'cmdline')));
}

function processorTimeOf(pid: string): number {
  const [nanoseconds = '0'] = read(pid, 'schedstat').split(' ');
  return Number(nanoseconds) / 1e6;
}

/** Empty, when the process has ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
