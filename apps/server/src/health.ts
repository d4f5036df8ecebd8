import { API_PREFIX } from '@docket/rest';
import { AppError, assertMigrated, DatabaseError, type Docket } from '@docket/router';
import type { FastifyInstance } from 'fastify';
import { within } from './within.ts';

/** A readiness probe needs a prompt answer. */
const READY_WITHIN_MS = 2000;

/** Answers for load balancers and orchestrators: is the process alive, and can it work? */
export async function healthChecks(app: FastifyInstance, { database }: Pick<Docket, 'database'>): Promise<void> {
  let checking: Promise<void> | undefined;
  /** Probes at the same time share one check, so that they cannot use up the connections of a slow database. */
  function check(): Promise<void> {
    checking ??= assertMigrated({ read: database.probe }).finally(() => {
      checking = undefined;
    });
    return checking;
  }

  // Below the prefix as well: most clients that are made from the OpenAPI document know one server, and that is there.
  for (const url of ['/health', `${API_PREFIX}/health`]) app.get(url, async () => ({ status: 'ok' }));

  app.get('/health/live', async () => ({ status: 'ok' }));

  app.get('/health/ready', async () => {
    if (app.isStopping) throw new AppError('unavailable', { detail: 'The server is stopping' });
    try {
      await within(READY_WITHIN_MS, check());
    } catch (cause) {
      const detail =
        cause instanceof DatabaseError ? 'The schema of the database is not ours' : 'The database does not answer';
      throw new AppError('unavailable', { detail, cause });
    }
    return { status: 'ready' };
  });
}
