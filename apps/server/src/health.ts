import { AppError, assertMigrated, DatabaseError, type Docket } from '@docket/router';
import type { FastifyInstance } from 'fastify';

/** Answers for load balancers and orchestrators: is the process alive, and can it work? */
export async function healthChecks(app: FastifyInstance, { database }: Pick<Docket, 'database'>): Promise<void> {
  app.get('/health', async () => ({ status: 'ok' }));

  app.get('/health/live', async () => ({ status: 'ok' }));

  app.get('/health/ready', async () => {
    if (app.isStopping) throw new AppError('unavailable', { detail: 'The server is stopping' });
    try {
      await assertMigrated(database);
    } catch (cause) {
      const detail =
        cause instanceof DatabaseError ? 'The schema of the database is not ours' : 'The database does not answer';
      throw new AppError('unavailable', { detail, cause });
    }
    return { status: 'ready' };
  });
}
