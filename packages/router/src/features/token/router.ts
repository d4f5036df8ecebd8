import { z } from 'zod';
import { reads, writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { createApiToken, revokeApiToken } from './commands.ts';
import { listApiTokens } from './queries.ts';
import { ApiTokenPage, CreateApiToken, ListApiTokens, NewApiToken, RevokeApiToken } from './schema.ts';

const Tokens = { tag: 'API tokens' } as const;

export const tokenRouter = t.router({
  list: reads.byUser
    .meta(
      rest('GET /auth/tokens', {
        ...Tokens,
        operationId: 'listApiTokens',
        summary: 'List API tokens',
        description: 'One page of your API tokens that work, the oldest first.',
        errors: ['user_required'],
      }),
    )
    .input(ListApiTokens)
    .output(ApiTokenPage)
    .query(({ ctx, input }) => listApiTokens(ctx.db, { ...input, user: ctx.actor, at: ctx.at })),

  create: writes.byUser
    .meta(
      rest('POST /auth/tokens', {
        ...Tokens,
        operationId: 'createApiToken',
        summary: 'Create an API token',
        description:
          'Makes a token for a script, which acts as you within the scopes. The token is answered here and never again.',
        status: 201,
        errors: ['user_required'],
      }),
    )
    .input(CreateApiToken)
    .output(NewApiToken)
    .mutation(({ ctx, input }) => ctx.db.write((db) => createApiToken(db, ctx, input))),

  revoke: writes.byUser
    .meta(
      rest('DELETE /auth/tokens/{id}', {
        ...Tokens,
        operationId: 'revokeApiToken',
        summary: 'Revoke an API token',
        description: 'The token is refused from the next call on.',
        status: 204,
        errors: ['user_required', 'token_not_found'],
      }),
    )
    .input(RevokeApiToken)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.db.write((db) => revokeApiToken(db, ctx, input))),
});
