// A target in the process of the tests, for those who need nothing of a server but its address, its database and its
// log: a process of its own takes as long to start as most files take to test.

import { PassThrough } from 'node:stream';
import { openDocket, readSettings, type Settings } from '@docket/router';
import { afterAll, onTestFinished } from 'vitest';
import { levelOf } from '../../apps/server/src/log.ts';
import { openObserving } from '../../apps/server/src/observe/observing.ts';
import { buildServer } from '../../apps/server/src/server.ts';
import { collectLog } from './collected-log.ts';
import { createTestDatabase, type OnEnd, temporaryFolder } from './database.ts';
import { type ServedTarget, settingsOfTarget } from './target.ts';

/** Serves as a process of its own with these settings would, over a socket, until the tests of the file have ended. */
export function serveTarget(settings: Record<string, string> = {}): Promise<ServedTarget> {
  return open(settings, afterAll);
}

/** As `serveTarget`, for one test. */
export function serveTargetForTest(settings: Record<string, string> = {}): Promise<ServedTarget> {
  return open(settings, onTestFinished);
}

async function open(given: Record<string, string>, onEnd: OnEnd): Promise<ServedTarget> {
  const DATABASE_URL = given['DATABASE_URL'] ?? (await createTestDatabase({ onEnd }));
  const folder = { DATABASE_URL, DATA_DIR: temporaryFolder(onEnd) };
  const settings = readSettings({ BCRYPT_COST: '4', ...settingsOfTarget(given), ...folder }, '/dev/null');
  const log = new PassThrough();
  const logWith = collectLog([log]);
  const url = await listen(settings, log, onEnd);
  return { url, database: DATABASE_URL, logWith };
}

/** What `serve` of the server does, without the signals that end a process. */
async function listen(settings: Settings, log: PassThrough, onEnd: OnEnd): Promise<string> {
  const watcher = await openObserving(settings);
  const docket = await openDocket(settings, { observer: watcher.observer });
  const mixin = watcher.logFields && { mixin: watcher.logFields };
  const app = await buildServer(docket, { watcher, logging: { level: levelOf(settings), ...mixin, stream: log } });
  onEnd(async () => {
    app.server.closeAllConnections(); // also those that a test keeps busy
    await Promise.all([app.close(), docket.stopBackground()]);
    await Promise.all([docket.close(), watcher.close?.()]);
  });
  await watcher.listen?.();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  docket.startBackground(app.log);
  return url;
}
