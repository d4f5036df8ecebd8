import { z } from 'zod';
import { reads, writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { revokeSession } from './commands.ts';
import { listSessions } from './queries.ts';
import { ListSessions, RevokeSession, SessionPage } from './schema.ts';

const Auth = { tag: 'Auth' } as const;

export const sessionRouter = t.router({
  list: reads.byUser
    .meta(
      rest('GET /auth/sessions', {
        ...Auth,
        operationId: 'listSessions',
        summary: 'List sessions',
        description: 'One page of the sessions in which you are logged in, the newest first.',
        errors: ['user_required'],
      }),
    )
    .input(ListSessions)
    .output(SessionPage)
    .query(({ ctx, input }) => listSessions(ctx.db, { ...input, user: ctx.actor, at: ctx.at })),

  revoke: writes.byUser
    .meta(
      rest('DELETE /auth/sessions/{id}', {
        ...Auth,
        operationId: 'revokeSession',
        summary: 'End a session',
        description: 'Its access and refresh tokens are refused from the next call on.',
        status: 204,
        errors: ['user_required', 'session_not_found'],
      }),
    )
    .input(RevokeSession)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.db.write((db) => revokeSession(db, ctx, input))),
});
