import { z } from 'zod';
import { ownAccount } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { revokeApiToken } from './commands.ts';
import { createApiToken } from './flows.ts';
import { listApiTokens } from './queries.ts';
import { ApiTokenPage, CreateApiToken, ListApiTokens, NewApiToken, RevokeApiToken } from './schema.ts';

export const token = {
  list: query({
    access: ownAccount,
    route: 'GET /auth/tokens',
    tag: 'API tokens',
    operationId: 'listApiTokens',
    summary: 'List API tokens',
    description: 'One page of your API tokens that work, the oldest first.',
    errors: ['user_required'],
    input: ListApiTokens,
    output: ApiTokenPage,
    run: listApiTokens,
  }),

  create: flow({
    access: ownAccount,
    route: 'POST /auth/tokens',
    tag: 'API tokens',
    operationId: 'createApiToken',
    summary: 'Create an API token',
    description:
      'Makes a token for a script, which acts as you within the scopes and, with `projects`, in these alone. The token is answered here and never again.',
    status: 201,
    location: '/auth/tokens/{id}',
    errors: ['user_required'],
    takesKey: true,
    answersSecret: true,
    input: CreateApiToken,
    output: NewApiToken,
    run: createApiToken,
  }),

  revoke: command({
    access: ownAccount,
    route: 'DELETE /auth/tokens/{id}',
    tag: 'API tokens',
    operationId: 'revokeApiToken',
    summary: 'Revoke an API token',
    description: 'The token is refused from the next call on.',
    status: 204,
    errors: ['user_required', 'token_not_found'],
    input: RevokeApiToken,
    output: z.null(),
    run: revokeApiToken,
  }),
};
