import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@docket/db';
import { SettingsError } from './settings-error.ts';

/** The file that holds the development key. */
export function secretKeyFile(dataDir: string): string {
  return join(dataDir, 'secret_key');
}

/**
 * The development key in the data folder, made when it is not there yet. Only its owner can read
 * the file. Of several processes that start at once, one makes it and the others read it.
 *
 * @throws SettingsError when the folder cannot be written, or the key is not whole.
 */
export function developmentSecretKey(dataDir: string): string {
  const file = secretKeyFile(dataDir);
  const key = readOrMake(dataDir, file);
  if (Buffer.byteLength(key) >= 32) return key;
  throw new SettingsError(
    `The key in ${file} is not whole: delete the file and start again, and all users log in anew`,
  );
}

function readOrMake(dataDir: string, file: string): string {
  try {
    if (!existsSync(file)) make(dataDir, file);
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`DATA_DIR: the key cannot be kept there (${reason}), so name a folder where we may write`);
  }
}

/** The key comes into place whole: linking fails when another process was faster, and changes nothing then. */
function make(dataDir: string, file: string): void {
  makeFolder(dataDir);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}
