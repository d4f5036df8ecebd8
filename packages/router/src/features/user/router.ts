import { z } from 'zod';
import { requireUser } from '../../core/actor.ts';
import { reads, writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { deleteUser } from './commands.ts';
import { createAccount, updateAccount } from './flows.ts';
import { getUser, listUsers } from './queries.ts';
import { CreateUser, GetUser, ListUsers, UpdateUser, User, UserPage } from './schema.ts';

const Users = { tag: 'Users' } as const;

export const userRouter = t.router({
  list: reads
    .signedIn('users:read')
    .meta(
      rest('GET /users', {
        ...Users,
        operationId: 'listUsers',
        summary: 'List users',
        description: 'One page of users, the oldest account first.',
      }),
    )
    .input(ListUsers)
    .output(UserPage)
    .query(({ ctx, input }) => listUsers(ctx.db, input)),

  create: writes.admin
    .meta(
      rest('POST /users', {
        ...Users,
        operationId: 'createUser',
        summary: 'Create a user',
        description: 'Makes an account for someone else. Admins only.',
        status: 201,
        location: '/users/{id}',
        errors: ['email_taken', 'username_taken'],
      }),
    )
    .input(CreateUser)
    .output(User)
    .mutation(({ ctx, input }) => createAccount(ctx, input)),

  me: reads
    .signedIn('users:read')
    .meta(
      rest('GET /users/me', {
        ...Users,
        operationId: 'getMe',
        summary: 'Get oneself',
        description: 'The user whose token this is.',
        errors: ['user_required'],
      }),
    )
    .output(User)
    .query(({ ctx }) => getUser(ctx.db, requireUser(ctx.actor).id)),

  get: reads
    .signedIn('users:read')
    .meta(
      rest('GET /users/{id}', {
        ...Users,
        operationId: 'getUser',
        summary: 'Get a user',
        description: 'One user by id.',
        errors: ['user_not_found'],
      }),
    )
    .input(GetUser)
    .output(User)
    .query(({ ctx, input }) => getUser(ctx.db, input.id)),

  update: writes
    .signedIn('admin')
    .meta(
      rest('PATCH /users/{id}', {
        ...Users,
        operationId: 'updateUser',
        summary: 'Update a user',
        description:
          'Changes the fields that are sent. A user changes their own profile, an admin everyone’s, and with it role, activation and password.',
        errors: ['forbidden', 'session_required', 'user_not_found', 'email_taken', 'username_taken', 'last_admin'],
      }),
    )
    .input(UpdateUser)
    .output(User)
    .mutation(({ ctx, input }) => updateAccount(ctx, input)),

  delete: writes.admin
    .meta(
      rest('DELETE /users/{id}', {
        ...Users,
        operationId: 'deleteUser',
        summary: 'Delete a user',
        description: 'Removes the account and all that is personal in it. Its issues and comments stay. Admins only.',
        status: 204,
        errors: ['user_not_found', 'last_admin'],
      }),
    )
    .input(GetUser)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.db.write((db) => deleteUser(db, ctx, input))),
});
