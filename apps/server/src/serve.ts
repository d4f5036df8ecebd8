import cluster from 'node:cluster';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Docket, type Fault, faults, hasActiveAdmin, openDocket, type Settings } from '@docket/router';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { logFirstLines } from './first-lines.ts';
import { explainListenError } from './listen-error.ts';
import { openObserving } from './observe/observing.ts';
import type { Watcher } from './observe/watcher.ts';
import { buildServer } from './server.ts';

/** How long calls under way may take to finish when the server stops, and how long all of stopping may take. */
const DRAIN_MS = 8000;
const STOP_MS = 9500;

/**
 * Opens Docket and listens. On SIGTERM or SIGINT: unready, then calls under way finish, then the
 * database closes and the process ends with status 0.
 *
 * @throws SettingsError, DatabaseError, ListenError
 */
export async function serve(settings: Settings): Promise<void> {
  const { HOST, PORT } = settings;
  const watcher = await openObserving(settings);
  const docket = await openDocket(settings, { observer: watcher.observer });
  const app = await buildServer(docket, { watcher });
  await logFirstLines(app.log, settings);
  const signals = stopOnSignals(app, docket, watcher);
  try {
    await watcher.listen?.();
    const address = await app.listen({ host: HOST, port: PORT });
    docket.startBackground(app.log);
    giveBackMemoryWhenIdle();
    if (settings.DOCS) app.log.info(`Interactive documentation at ${settings.PUBLIC_URL ?? `${address}/`}docs`);
    if (settings.ENVIRONMENT === 'production') app.log.info(rulesOfAccounts(settings));
  } catch (error) {
    signals.uninstall(); // it would end the process with status 0
    await app.close();
    await docket.close();
    await watcher.close?.();
    throw explainListenError(error, { host: HOST, port: PORT, names: { host: 'HOST', port: 'PORT' } });
  }
  const hasAdmin = await hasActiveAdmin(docket.database.read).catch(() => true); // a hint is no reason to end
  if (hasAdmin) return;
  app.log.info('There is no admin yet: run ./docket user create EMAIL --admin, or ./docket user promote USER');
}

/** Production has defaults of its own, so it says what is in force. */
function rulesOfAccounts({ REGISTRATION, PASSWORD_REFUSE_COMMON, SHOW_EMAILS }: Settings): string {
  const register = REGISTRATION === 'closed' ? 'only admins make accounts' : 'anybody may register';
  const passwords = PASSWORD_REFUSE_COMMON ? 'common passwords are refused' : 'common passwords are taken';
  const emails = SHOW_EMAILS
    ? 'users see each other’s email addresses'
    : 'only admins see the email addresses of others';
  return [
    `REGISTRATION=${REGISTRATION}: ${register}`,
    `PASSWORD_REFUSE_COMMON=${PASSWORD_REFUSE_COMMON}: ${passwords}`,
    `SHOW_EMAILS=${SHOW_EMAILS}: ${emails}`,
  ].join('; ');
}

/** It takes as long as a tenth of a start, in which no call is answered: at most this part of the time had work in it. */
const IDLE_UTILIZATION = 0.05;
const LOOK_FOR_IDLE_MS = 5000;

/** A larger heap holds more than a start leaves, such as streams by the thousand: to collect it would hold calls up. */
const HEAP_OF_START = 100 * 1024 * 1024;

/**
 * Starting leaves memory that nothing needs any more, and a server with little to do would keep it: V8 collects when much
 * is allocated. Given back when nothing was to do for a while, so that neither the start nor a call waits for it.
 */
function giveBackMemoryWhenIdle(): void {
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (utilization > IDLE_UTILIZATION) return;
    clearInterval(timer);
    if (process.memoryUsage().heapTotal < HEAP_OF_START) giveBackMemory();
  }, LOOK_FOR_IDLE_MS).unref();
}

function giveBackMemory(): void {
  setFlagsFromString('--expose-gc'); // for the contexts that are made from here on
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  collect({ type: 'major', flavor: 'last-resort' }); // the flavour that shrinks the room for new objects, too
}

function stopOnSignals(app: FastifyInstance, docket: Docket, watcher: Watcher): { uninstall(): void } {
  // A terminal sends Ctrl-C to every process; the primary passes it on, and a second signal would cut calls off.
  if (cluster.isWorker) process.on('SIGINT', () => undefined);
  return closeWithGrace(
    { delay: STOP_MS, logger: false, skip: cluster.isWorker ? ['SIGINT'] : [] },
    async ({ signal, err }) => {
      if (err) {
        app.log.fatal({ err }, 'stopping after an unexpected error');
        faults.publish({ error: err, details: { work: 'process' }, log: app.log } satisfies Fault);
      } else app.log.info(`stopping on ${signal}`);
      const lastCall = setTimeout(() => cutOff(app, docket), DRAIN_MS);
      // Mail that the last calls ask for waits for the next start.
      await Promise.all([app.close(), docket.stopBackground()]);
      await Promise.all([docket.close(), watcher.close?.()]);
      clearTimeout(lastCall);
    },
  );
}

/**
 * Ends what a client keeps open, a body that never ends or an answer that it never reads, and what
 * waits for a database that does not answer.
 */
function cutOff(app: FastifyInstance, { database }: Docket): void {
  app.log.warn('cutting off the clients that are still connected');
  app.server.closeAllConnections();
  void database.close();
}
