import type { Caller } from '@docket/router';
import { day, fieldsOf, listOf, note, type Verb } from './verb.ts';

type Of<Feature extends keyof Caller> = {
  [Procedure in keyof Caller[Feature]]: Verb<
    Caller[Feature][Procedure] extends (...input: never[]) => Promise<infer Answer> ? Answer : never
  >;
};

const password = { field: 'password', asks: 'Password' } as const;
const newPassword = { field: 'new_password', asks: 'New password', isNew: true } as const;
const login = { field: 'username', name: 'login', description: 'email address or username' };
const mailed = { field: 'token', name: 'token', description: 'from the mail' };

export const auth: Of<'auth'> = {
  register: {
    command: 'auth register',
    places: [{ field: 'email', name: 'email', description: 'email address to log in with' }],
    secrets: [{ ...password, isNew: true }],
    examples: ['auth register ada@example.org --username ada'],
    show: fieldsOf,
  },
  login: {
    command: 'auth login',
    places: [login],
    secrets: [password],
    examples: ['auth login ada'],
    show: fieldsOf,
  },
  refresh: {
    command: 'auth refresh',
    secrets: [{ field: 'refresh_token', asks: 'Refresh token' }],
    examples: ['auth refresh --refresh-token-stdin < token.txt'],
    show: fieldsOf,
  },
  logout: { command: 'auth logout', examples: ['auth logout'], show: note('Ended this session.') },
  logoutAll: { command: 'auth logout-all', examples: ['auth logout-all'], show: note('Ended all your sessions.') },
  startSession: {
    command: 'auth start-session',
    places: [login],
    secrets: [password],
    examples: ['auth start-session ada'],
    show: fieldsOf,
  },
  readSession: { command: 'auth read-session', examples: ['auth read-session'], show: fieldsOf },
  refreshSession: { command: 'auth refresh-session', examples: ['auth refresh-session'], show: fieldsOf },
};

export const passwords: Of<'password'> = {
  change: {
    command: 'auth password',
    secrets: [{ field: 'current_password', asks: 'Your password as it is' }, newPassword],
    examples: ['auth password'],
    show: note('Your password is changed, and all other sessions are ended.'),
  },
  forgot: {
    command: 'auth forgot',
    places: [{ field: 'email', name: 'email', description: 'where the mail goes' }],
    examples: ['auth forgot ada@example.org'],
    show: note('If there is such an account, a mail is on its way.'),
  },
  reset: {
    command: 'auth reset',
    places: [mailed],
    secrets: [newPassword],
    examples: ['auth reset dkp_Zk3…'],
    show: note('The password is set, and all sessions and API tokens are ended.'),
  },
};

export const email: Of<'email'> = {
  confirm: {
    command: 'auth confirm-email',
    places: [mailed],
    examples: ['auth confirm-email dkc_Zk3…'],
    show: note('The address is confirmed.'),
  },
};

export const invitation: Of<'invitation'> = {
  create: {
    command: 'user invite',
    places: [
      { field: 'id', name: 'user', description: 'username or id of an account that never had a login', finds: 'user' },
      { field: 'email', name: 'email', description: 'where the invitation goes' },
    ],
    examples: ['user invite grace grace@example.org'],
    show: ({ email: to }) => ({ note: `An invitation is on its way to ${to}. It is good for a week.` }),
  },
  accept: {
    command: 'auth accept-invitation',
    places: [mailed],
    secrets: [{ field: 'password', asks: 'Password', isNew: true }],
    examples: ['auth accept-invitation dki_Zk3…'],
    show: note('The account is yours. Log in with the address to which the invitation came.'),
  },
};

export const session: Of<'session'> = {
  list: {
    command: 'session list',
    aliases: ['ls'],
    letters: { limit: 'L' },
    examples: ['session list'],
    show: listOf('session', [
      ['ID', ({ id }) => id],
      ['SINCE', ({ created_at }) => day(created_at)],
      ['LAST USED', ({ last_used_at }) => day(last_used_at)],
      ['ADDRESS', ({ address }) => address ?? ''],
      ['THIS ONE', ({ is_current }) => (is_current ? 'yes' : '')],
      ['AGENT', ({ agent }) => agent ?? ''],
    ]),
  },
  revoke: {
    command: 'session revoke',
    places: [{ field: 'id', name: 'id', description: 'id of the session, as "session list" shows it' }],
    examples: ['session revoke 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18'],
    show: note('The session is ended.'),
  },
};

/** Where a token is good, if not everywhere. */
function inThese(projects: { key: string }[] | null): string {
  return projects ? ` in ${projects.map(({ key }) => key).join(', ') || 'no project'}` : '';
}

export const token: Of<'token'> = {
  list: {
    command: 'token list',
    hasOwner: true,
    aliases: ['ls'],
    letters: { limit: 'L' },
    examples: ['token list', 'token list ada'],
    show: ({ items }) => {
      const header = ['ID', 'NAME', 'BEGINS WITH', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED'];
      const rows = items.map(({ id, name, prefix, scopes, projects, created_at, expires_at, last_used_at }) => {
        return [
          id,
          name,
          prefix,
          `${scopes.join(', ')}${inThese(projects)}`,
          day(created_at),
          day(expires_at),
          day(last_used_at),
        ];
      });
      return { table: [header, ...rows] };
    },
  },
  create: {
    command: 'token create',
    hasOwner: true,
    aliases: ['new'],
    names: { scopes: 'scope', projects: 'project', expires_in_days: 'expires' },
    examples: ['token create --name "nightly report" --scope issues:read', 'token create ada --name ci --scope admin'],
    // Standard output gets the token alone, so that a script can take it from there.
    show: ({ token: made, scopes, projects, expires_at }) => ({
      text: made,
      lead: `Good for ${scopes.join(', ')}${inThese(projects)}, ${expires_at ? `until ${day(expires_at)}` : 'until it is revoked'}. It is shown only now:`,
    }),
  },
  revoke: {
    command: 'token revoke',
    hasOwner: true,
    places: [{ field: 'id', name: 'id', description: 'id of the token, as "token list" shows it' }],
    examples: ['token revoke 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c17'],
    show: note('The token is refused from now on.'),
  },
};

export const archive: Of<'archive'> = {
  import: {
    command: 'import issues',
    examples: ['import issues --input issues.json'],
    show: fieldsOf,
  },
};
