import cluster from 'node:cluster';
import { noteSettings, placeOfDatabase, type Settings, warningOnMailLinks } from '@docket/router';
import type { FastifyBaseLogger } from 'fastify';

/** Says which database was opened, and what is odd about the settings. Of several workers, the first one says it. */
export async function logFirstLines(log: FastifyBaseLogger, settings: Settings): Promise<void> {
  if (cluster.isWorker && cluster.worker?.id !== 1) return;
  log.info(`${await placeOfDatabase(settings.DATABASE_URL)} is open`);
  for (const { level, message } of noteSettings()) log[level](message);
  const onLinks = warningOnMailLinks(settings);
  if (onLinks !== undefined) log.warn(onLinks);
}

/** The same oddities for whoever reads why the server does not start: a mistyped name may be the reason. */
export function warningsOnSettings(): string[] {
  try {
    return noteSettings().flatMap(({ level, message }) => (level === 'warn' ? message : []));
  } catch {
    return []; // the file of the settings cannot be read, which is said already
  }
}
