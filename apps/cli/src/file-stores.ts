import { type AttachedFile, type FileStore, type FilesContent, openFileStore } from '@docket/router';
import { count, type Io, plain, printLine } from './io.ts';

/** Opens the store at an address, or that of FILES_URL. */
export function storeAt(io: Io, url: string | undefined): Promise<FileStore> {
  const settings = io.settings();
  return openFileStore({ ...settings, FILES_URL: url ?? settings.FILES_URL });
}

/** Files of which a line each is printed; the others are counted. */
const FILES_SHOWN = 10;

/** Names files that are not as they should be. */
export function warnOfFiles(io: Io, files: AttachedFile[], what: string): void {
  for (const { id, filename } of files.slice(0, FILES_SHOWN)) {
    printLine(io.stderr, plain(`warning: the file ${filename} (${id}) ${what}`));
  }
  const more = files.length - FILES_SHOWN;
  if (more > 0) printLine(io.stderr, `warning: ${count(more, 'more file')} like these`);
}

/** What of the files of a backup is not as it was uploaded, which was known when it was made. */
export function warnOfBackup(io: Io, files: FilesContent | undefined): void {
  warnOfFiles(io, files?.missing ?? [], 'was missing when the backup was made: nothing of it is there');
  warnOfFiles(io, files?.changed ?? [], 'was damaged when the backup was made: it is as it was then');
}

/** How many files there are, with a space before it; nothing where there are none. */
export function describeFiles(files: FilesContent | undefined): string {
  return files && files.files > 0 ? ` and ${count(files.files, 'attached file')} (${count(files.bytes, 'byte')})` : '';
}
