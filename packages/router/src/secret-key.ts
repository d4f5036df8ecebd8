import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from './settings.ts';

/** The file that holds the development key. */
export function secretKeyFile(dataDir: string): string {
  return join(dataDir, 'secret_key');
}

/**
 * The development key in the data folder, made when it is not there yet. Only its owner can read
 * the file. Of several processes that start at once, one makes it and the others read it.
 *
 * @throws SettingsError when the folder can not be written.
 */
export function developmentSecretKey(dataDir: string): string {
  const file = secretKeyFile(dataDir);
  try {
    if (!existsSync(file)) makeKey(dataDir, file);
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`DATA_DIR: the key can not be kept there (${reason}), so name a folder where we may write`);
  }
}

function makeKey(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!existsSync(file)) throw error; // else another process was faster
  }
}
