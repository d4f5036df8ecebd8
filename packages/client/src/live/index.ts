import type { DocketClient } from '../index.ts';
import { indexedDbStorage } from './indexeddb.ts';
import { Live, type LiveOptions } from './live.ts';
import { memoryStorage } from './storage.ts';

export type { Line, RowType, RowTypes } from './copy.ts';
export { indexedDbStorage } from './indexeddb.ts';
export type { Live, LiveOptions, Made } from './live.ts';
export type { Patch } from './patch.ts';
export type { MutationPath } from './paths.ts';
export type { Mutation } from './queue.ts';
export { type Kept, type LiveStorage, type Meta, memoryStorage, type Saved } from './storage.ts';
export type { LiveTable } from './table.ts';

/**
 * Opens a copy of what one may see of these projects, or of all: what was kept of it at once, and what the server has as soon
 * as that can be reached. It stays up to date until it is closed. Pages of a browser that give the same name share it.
 *
 * @param options where it is kept is IndexedDB by default, and memory where there is none
 */
export async function openLive(docket: DocketClient, options: Partial<LiveOptions> = {}): Promise<Live> {
  const { name = 'docket' } = options;
  const storage = options.storage ?? (await indexedDbStorage(`docket live ${name}`).catch(memoryStorage));
  return new Live(docket, { ...options, name, storage });
}
