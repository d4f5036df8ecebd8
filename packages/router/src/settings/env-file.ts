import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SettingsError } from './settings-error.ts';

/**
 * What a file such as `.env` sets; nothing when it is not there. A byte order mark is no part of the first name: some
 * editors write one.
 *
 * @throws SettingsError when it cannot be read, or is not UTF-8.
 */
export function readEnvFile(file: string): NodeJS.Dict<string> {
  const bytes = bytesOf(file);
  return bytes === undefined ? {} : parseEnv(decode(bytes, file));
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SettingsError(`${file} cannot be read (${message}): make it readable, or move it away`);
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); // drops a byte order mark
    if (!text.includes('\0')) return text; // UTF-16 without a mark has a NUL beside each letter
  } catch {
    // as below
  }
  throw new SettingsError(`${file} is not text in UTF-8 (perhaps in UTF-16): save it as UTF-8`);
}
