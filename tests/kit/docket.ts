import { onTestFinished } from 'vitest';
import { describeError, type ErrorDescription } from '../../packages/router/src/core/errors.ts';
import { newId } from '../../packages/router/src/core/ids.ts';
import type { Observer } from '../../packages/router/src/core/observer.ts';
import { newSecretToken } from '../../packages/router/src/credentials/secret-token.ts';
import { type Caller, type Docket, openDocket } from '../../packages/router/src/docket.ts';
import { acceptConfirmation } from '../../packages/router/src/features/email/commands.ts';
import { keepInvitation } from '../../packages/router/src/features/invitation/commands.ts';
import { acceptResetToken } from '../../packages/router/src/features/password/commands.ts';
import type { User } from '../../packages/router/src/features/user/schema.ts';
import { checkSettings } from '../../packages/router/src/settings/settings.ts';
import { createTestDatabase, type OnEnd, temporaryFolder } from './database.ts';

/** What tests sign with. */
export const TEST_SECRET_KEY = 'a key that only tests sign with';

export const TEST_PASSWORD = 'correct horse battery staple';

export const TEST_FILE = { filename: 'trace.txt', content: new Blob(['at save (editor.ts:42)\n']) };

/** A clock that a test can move. */
export type TestClock = { now: Date; advance(milliseconds: number): void };

export type TestUser = { user: User; access_token: string; refresh_token: string; caller: Caller };

export type TestDocket = Docket & {
  clock: TestClock;
  /** Registers a user and logs in. */
  createUser(username: string, role?: 'user' | 'admin'): Promise<TestUser>;
  /** A token as it is mailed to a user who forgot the password. */
  createResetToken(of: { user: { id: string } }): Promise<string>;
  /** A token as it is mailed to an address that the user is to have. */
  createConfirmToken(of: Pick<TestUser, 'user'>, email: string): Promise<string>;
  /** A token as it is mailed to a person who is to take over the account. */
  createInviteToken(of: { user: { id: string } }, email: string): Promise<string>;
  /** Somebody who came with an import and never had a login. */
  createNewcomer(name: string): Promise<User>;
};

/**
 * A Docket on a fresh, migrated database of its own, which is closed and removed when the test
 * ends, or with `afterAll` when those of the file have. `settings` are written as in the environment.
 */
export async function openTestDocket(
  settings: Record<string, string> = {},
  onEnd: OnEnd = onTestFinished,
  observer?: Observer,
): Promise<TestDocket> {
  const url = await createTestDatabase({ onEnd });
  const clock: TestClock = {
    now: new Date(),
    advance(milliseconds) {
      this.now = new Date(this.now.getTime() + milliseconds);
    },
  };
  const places = { DATABASE_URL: url, FILES_URL: `file:${temporaryFolder(onEnd)}/files` };
  const docket = await openDocket(testSettings({ ...places, ...settings }), { now: () => clock.now, observer });
  onEnd(() => docket.close());
  return {
    ...docket,
    clock,
    createUser: (username, role = 'user') => createUser(docket, username, role),
    async createResetToken({ user: { id: user_id } }) {
      const token = newSecretToken('dkp_');
      await docket.database.write((db) => acceptResetToken(db, { user_id, token, at: clock.now.toISOString() }));
      return token;
    },
    async createConfirmToken({ user: { id: user_id } }, email) {
      const token = newSecretToken('dkc_');
      const at = clock.now.toISOString();
      await docket.database.write((db) => acceptConfirmation(db, { user_id, email, token, at }));
      return token;
    },
    async createInviteToken({ user: { id: user_id } }, email) {
      const token = newSecretToken('dki_');
      const at = clock.now.toISOString();
      await docket.database.write((db) => keepInvitation(db, { user_id, email, token, at }));
      return token;
    },
    async createNewcomer(name) {
      const at = clock.now.toISOString();
      const id = newId();
      const named = { first_name: name, search_key: name, imported_from: `github:${name}` };
      const row = {
        id,
        email: `${id}@imported.invalid`,
        role: 'user',
        created_at: at,
        updated_at: at,
        ...named,
      } as const;
      await docket.database.write((db) => db.insertInto('user').values(row).execute());
      return docket.caller({ system: 'test' }).user.get({ id });
    },
  };
}

/** Settings for a test: a known key, and the cheapest password hash. */
export function testSettings(settings: Record<string, string>) {
  return checkSettings({
    ENVIRONMENT: 'test',
    SECRET_KEY: TEST_SECRET_KEY,
    BCRYPT_COST: '4',
    ...settings,
  });
}

/** What a call that must fail says to its caller. */
export async function refusalOf(call: Promise<unknown>): Promise<ErrorDescription> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!outcome) throw new Error('The call was expected to fail, and it did not');
  return describeError(outcome.error);
}

async function createUser(docket: Docket, username: string, role: 'user' | 'admin'): Promise<TestUser> {
  const user = await docket
    .caller({ system: 'test' })
    .user.create({ email: `${username}@example.org`, username, password: TEST_PASSWORD, role });
  const tokens = await docket.caller('anonymous').auth.login({ username, password: TEST_PASSWORD });
  const { access_token, refresh_token } = tokens;
  return { user, access_token, refresh_token, caller: docket.caller({ access_token }) };
}
