import { z } from 'zod';
import { ownAccount } from '../../procedures/access.ts';
import { command, query } from '../../procedures/procedure.ts';
import { revokeSession } from './commands/revoke.ts';
import { listSessions } from './queries.ts';
import { ListSessions, RevokeSession, SessionPage } from './schema.ts';

export const session = {
  list: query({
    access: ownAccount,
    route: 'GET /auth/sessions',
    tag: 'Auth',
    operationId: 'listSessions',
    summary: 'List sessions',
    description: 'One page of the sessions in which you are logged in, the newest first.',
    errors: ['user_required'],
    input: ListSessions,
    output: SessionPage,
    run: listSessions,
  }),

  revoke: command({
    access: ownAccount,
    route: 'DELETE /auth/sessions/{id}',
    tag: 'Auth',
    operationId: 'revokeSession',
    summary: 'End a session',
    description: 'Its access and refresh tokens are refused from the next call on.',
    status: 204,
    errors: ['user_required', 'session_not_found'],
    input: RevokeSession,
    output: z.null(),
    run: revokeSession,
  }),
};
