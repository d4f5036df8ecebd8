import type { Settings } from '../settings/settings.ts';
import { folderStore } from './folder-store.ts';
import type { FileStore } from './store.ts';

type FileStoreSettings = Pick<Settings, 'FILES_URL' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'>;

/** Opens the store that the settings name. Nothing is asked of it before it is used. */
export async function openFileStore(settings: FileStoreSettings): Promise<FileStore> {
  const { FILES_URL, AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = settings;
  const [, folder] = /^file:(.*)$/s.exec(FILES_URL) ?? [];
  if (folder !== undefined) return folderStore(folder);
  const { s3Store } = await import('./s3-store.ts'); // few have one, and it takes time to load
  return s3Store(FILES_URL, { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY });
}
