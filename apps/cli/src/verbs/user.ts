import type { Caller } from '@docket/router';
import { day, fieldsOf, listOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['user']> = Verb<Awaited<ReturnType<Caller['user'][Procedure]>>>;
type User = Awaited<ReturnType<Caller['user']['get']>>;

const place: Place = { field: 'id', name: 'user', description: 'email address, username, id or "me"', finds: 'user' };

const password = { field: 'password', asks: 'Password', isNew: true } as const;

const list: Of<'list'> = {
  command: 'user list',
  aliases: ['ls'],
  names: { is_active: 'active' },
  letters: { limit: 'L' },
  examples: ['user list --search ada'],
  show: listOf<User>('account', [
    ['USERNAME', ({ username }) => username ?? ''],
    ['EMAIL', ({ email }) => email],
    ['ROLE', ({ role }) => role],
    ['ACTIVE', ({ is_active }) => (is_active ? 'yes' : 'no')],
    ['CREATED', ({ created_at }) => day(created_at)],
    ['NAME', ({ full_name }) => full_name],
  ]),
};

const create: Of<'create'> = {
  command: 'user create',
  aliases: ['new'],
  places: [{ field: 'email', name: 'email', description: 'email address to log in with' }],
  secrets: [password],
  extras: [
    {
      flags: '--admin',
      description: 'make an admin, as --role admin does',
      change: (input) => {
        input['role'] = 'admin';
      },
    },
  ],
  examples: ['user create ada@example.org --admin', 'user create ada@example.org --password-stdin < password.txt'],
  show: fieldsOf,
};

const me: Of<'me'> = { command: 'user me', examples: ['user me'], show: fieldsOf };

const get: Of<'get'> = {
  command: 'user view',
  aliases: ['show'],
  places: [place],
  examples: ['user view ada'],
  show: fieldsOf,
};

const update: Of<'update'> = {
  command: 'user edit',
  places: [place],
  names: { is_active: 'active' },
  secrets: [password, { field: 'current_password', asks: 'Your password as it is' }],
  examples: ['user edit ada --first-name Ada --website https://example.org', 'user edit ada --no-active'],
  show: ({ email }) => ({ note: `Changed ${email}.` }),
};

const remove: Of<'delete'> = {
  command: 'user delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the account {id}, with all that is personal in it?',
  examples: ['user delete ada', 'user delete ada --yes'],
  show: note('Deleted the account. Its issues and comments stay.'),
};

export const user = { list, create, me, get, update, delete: remove };
