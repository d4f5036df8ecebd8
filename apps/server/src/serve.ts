import cluster from 'node:cluster';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Docket, hasActiveAdmin, openDocket, type Settings } from '@docket/router';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { buildServer } from './server.ts';

/** How long calls under way may take to finish when the server stops, and how long all of stopping may take. */
const DRAIN_MS = 8000;
const STOP_MS = 9500;

/** We cannot listen where we are told to. `message` names the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/**
 * Opens Docket and listens. On SIGTERM or SIGINT: unready, then calls under way finish, then the
 * database closes and the process ends with status 0.
 *
 * @throws SettingsError, DatabaseError, ListenError
 */
export async function serve(settings: Settings): Promise<void> {
  const docket = await openDocket(settings);
  const app = await buildServer(docket);
  const signals = stopOnSignals(app, docket);
  giveBackMemory();
  try {
    const address = await app.listen({ host: settings.HOST, port: settings.PORT });
    docket.startBackground(app.log);
    app.log.info(`Interactive documentation at ${address}/docs`);
  } catch (error) {
    signals.uninstall(); // it would end the process with status 0
    await app.close();
    await docket.close();
    throw explainListenError(error, settings);
  }
  const hasAdmin = await hasActiveAdmin(docket.database.read).catch(() => true); // a hint is no reason to end
  if (hasAdmin) return;
  app.log.info('There is no admin yet: pnpm docket user create EMAIL --admin, or user promote USER');
}

/**
 * Starting leaves memory that nothing needs any more, and a server with little to do would keep them: V8 collects when
 * much is allocated. Done before we listen, so that no call waits for it.
 */
function giveBackMemory(): void {
  setFlagsFromString('--expose-gc'); // for the contexts that are made from here on
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  collect({ type: 'major', flavor: 'last-resort' }); // the flavour that shrinks the room for new objects, too
}

function stopOnSignals(app: FastifyInstance, docket: Docket): { uninstall(): void } {
  // A terminal sends Ctrl-C to every process; the primary passes it on, and a second signal would cut calls off.
  if (cluster.isWorker) process.on('SIGINT', () => undefined);
  return closeWithGrace(
    { delay: STOP_MS, logger: false, skip: cluster.isWorker ? ['SIGINT'] : [] },
    async ({ signal, err }) => {
      if (err) app.log.fatal({ err }, 'stopping after an unexpected error');
      else app.log.info(`stopping on ${signal}`);
      const lastCall = setTimeout(() => cutOff(app, docket), DRAIN_MS);
      // Mail that the last calls ask for waits for the next start.
      await Promise.all([app.close(), docket.stopBackground()]);
      await docket.close();
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

function explainListenError(error: unknown, { HOST, PORT }: Settings): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'EADDRINUSE') {
    return new ListenError(`Port ${PORT} is in use: stop the other program, or set PORT to another port`);
  }
  if (error.code === 'EACCES') {
    return new ListenError(`Port ${PORT} is not ours to use: set PORT to one above 1023`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ListenError(`This machine has no address ${HOST}: set HOST to one that it has, such as 127.0.0.1`);
  }
  return error;
}
