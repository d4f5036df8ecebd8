import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const [, version = '0'] = /(\d+)/.exec(spawnSync('psql', ['--version']).stdout?.toString() ?? '') ?? [];

/** Without a psql of 14 or later (`\getenv`) a test is skipped, and the run says so. */
export const hasPsql = Number(version) >= 14;

/** Runs psql with these arguments on the database at `url`, and answers with what it prints. */
export async function psql(url: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const quietly = ['--no-psqlrc', '--set=ON_ERROR_STOP=1', '--tuples-only', '--no-align'];
  const { stdout } = await promisify(execFile)('psql', [...quietly, ...args, url], {
    // biome-ignore lint/style/noProcessEnv: what is on the PATH, and not a setting of Docket
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}
