import { z } from 'zod';
import { requireUser } from '../../core/actor.ts';
import { adminOnly, signedIn } from '../../procedures/access.ts';
import { flow, query } from '../../procedures/procedure.ts';
import { createAccount, deleteAccount, updateAccount } from './flows.ts';
import { accountId, getUser, listUsers } from './queries.ts';
import { CreateUser, GetUser, ListUsers, UpdateUser, User, UserPage } from './schema.ts';

export const user = {
  list: query({
    access: signedIn('users:read'),
    route: 'GET /users',
    tag: 'Users',
    operationId: 'listUsers',
    summary: 'List users',
    description: 'One page of users, the oldest account first.',
    input: ListUsers,
    output: UserPage,
    run: listUsers,
  }),

  create: flow({
    access: adminOnly,
    route: 'POST /users',
    tag: 'Users',
    operationId: 'createUser',
    summary: 'Create a user',
    description: 'Makes an account for someone else. Admins only.',
    status: 201,
    location: '/users/{id}',
    errors: ['email_taken', 'username_taken'],
    takesKey: true,
    input: CreateUser,
    output: User,
    run: createAccount,
  }),

  me: query({
    access: signedIn('any'),
    route: 'GET /users/me',
    tag: 'Users',
    operationId: 'getMe',
    summary: 'Get oneself',
    description: 'The user whose token this is, whatever the token is good for.',
    errors: ['user_required'],
    output: User,
    run: (db, _input, { actor }) => getUser(db, requireUser(actor).id),
  }),

  get: query({
    access: signedIn('users:read'),
    route: 'GET /users/{id}',
    tag: 'Users',
    operationId: 'getUser',
    summary: 'Get a user',
    description: 'One user by id.',
    errors: ['user_not_found'],
    input: GetUser,
    output: User,
    run: (db, { id }) => getUser(db, id),
  }),

  update: flow({
    access: signedIn('admin'),
    route: 'PATCH /users/{id}',
    aliases: [{ route: 'PATCH /users/me', operationId: 'updateMe', given: { id: 'me' } }],
    tag: 'Users',
    operationId: 'updateUser',
    summary: 'Update a user',
    description:
      'Changes the fields that are sent. A user changes their own profile, an admin everyone’s, and with it role, activation and password. `/users/me` is your own. Your own password and email address need `current_password`.',
    errors: [
      'forbidden',
      'user_required',
      'wrong_password',
      'session_required',
      'user_not_found',
      'email_taken',
      'username_taken',
      'last_admin',
    ],
    takesKey: true,
    input: UpdateUser,
    stored: (db, { id }, { actor }) => getUser(db, accountId(id, actor)),
    output: User,
    run: updateAccount,
  }),

  delete: flow({
    access: adminOnly,
    route: 'DELETE /users/{id}',
    tag: 'Users',
    operationId: 'deleteUser',
    summary: 'Delete a user',
    description: 'Removes the account and all that is personal in it. Its issues and comments stay. Admins only.',
    status: 204,
    errors: ['user_not_found', 'last_admin'],
    takesKey: true,
    input: GetUser,
    output: z.null(),
    run: deleteAccount,
  }),
};
