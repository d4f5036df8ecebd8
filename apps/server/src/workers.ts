import cluster, { type Worker } from 'node:cluster';
import { openDocket, type Settings } from '@docket/router';
import { gatherMetrics } from './observe/observing.ts';

/** A worker that ended before it listened is tried again after this time. */
const FORK_AGAIN_AFTER_MS = 1000;

/** Whether this process is to start workers and not to serve itself. */
export function isPrimaryOfWorkers(settings: Settings): boolean {
  return settings.WORKERS > 1 && cluster.isPrimary;
}

/**
 * Brings the database up to date, then keeps WORKERS processes serving on one port. A worker that
 * dies is replaced, unless none has ever listened: then all stop, because the next would not
 * either. SIGTERM and SIGINT are passed on, and the process ends when the last worker has.
 *
 * @throws SettingsError, DatabaseError, ListenError
 */
export async function serveWithWorkers(settings: Settings): Promise<void> {
  const docket = await openDocket(settings);
  await docket.close();
  await gatherMetrics(settings);

  let isStopping = false;
  let hasListened = false;
  const listening = new WeakSet<Worker>();
  const stop = () => {
    isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  };
  // Whom we start while we stop, nobody stops.
  const fork = () => {
    if (!isStopping) cluster.fork();
  };
  cluster.on('listening', (worker) => listening.add(worker));
  // The first finds out whether we can listen at all, and says so once if not.
  cluster.once('listening', () => {
    hasListened = true;
    for (let count = 1; count < settings.WORKERS; count += 1) fork();
  });
  cluster.on('exit', (worker, _code, signal) => {
    // A signal that ends a worker early says nothing about the next one: it may be the Ctrl-C that is on its way to us.
    if (listening.has(worker) || signal) fork();
    else if (hasListened)
      setTimeout(fork, FORK_AGAIN_AFTER_MS); // the database is away, say
    else if (!isStopping) {
      process.exitCode = 1;
      stop();
    }
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  fork();
}
