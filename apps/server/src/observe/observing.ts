import type { Settings } from '@docket/router';
import { sqlLog } from './sql-log.ts';
import { together, type Watcher } from './watcher.ts';

/** Who watches this process, as the settings say. What nobody asks for is not even loaded. */
export async function openObserving(settings: Settings): Promise<Watcher> {
  const watchers: Watcher[] = [];
  if (settings.DEBUG) watchers.push(sqlLog());
  return together(watchers);
}
