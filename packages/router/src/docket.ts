import { assertMigrated, type Database, type DatabaseLoad, migrateUp, openDatabase, type Reader } from '@docket/db';
import { type Actor, accountActor, type SystemActor, type UserActor } from './core/actor.ts';
import type { Context } from './core/context.ts';
import { AppError } from './core/errors.ts';
import type { Log } from './core/log.ts';
import type { Observer } from './core/observer.ts';
import { lastPosition, positionText } from './core/positions.ts';
import { type Cookies, cookieJar, inProcessRequest, type RequestInfo } from './core/request.ts';
import { hashingPool } from './credentials/hashing-pool.ts';
import { findPasswordFault } from './credentials/password-policy.ts';
import { hashPassword } from './credentials/passwords.ts';
import { BearerTokens, NOBODY } from './features/auth/flows/bearer-tokens.ts';
import { readLog } from './features/event/queries/log.ts';
import { type Notifier, openNotifier } from './features/notification/flows/notifier.ts';
import * as looks from './features/project/commands/looks.ts';
import { Sights } from './features/project/flows/sights.ts';
import { createUser } from './features/user/commands.ts';
import { findUserByLogin, hasActiveAdmin } from './features/user/queries.ts';
import { newPassword } from './features/user/schema.ts';
import { Feed } from './feed/feed.ts';
import { openFileStore } from './files/open-store.ts';
import type { FileStore } from './files/store.ts';
import { startHousekeeping } from './housekeeping.ts';
import { openLimits } from './limits/limits.ts';
import { mailDelivery } from './mail/delivery.ts';
import { openMailer } from './mail/mailer.ts';
import { type Outbox, openOutbox } from './outbox/runner.ts';
import { type CallerOf, callerOf } from './procedures/caller.ts';
import { api } from './root.ts';
import { developmentSecretKey } from './settings/secret-key.ts';
import type { OpenSettings, Settings } from './settings/settings.ts';
import { SettingsError } from './settings/settings-error.ts';
import type { LogPosition } from './visibility/handles.ts';
import { openWebhooks, type Webhooks } from './webhooks/webhooks.ts';

/** Who calls: a named script of ours, a user (by email address or username), a bearer token, or nobody. */
export type Identity = { system: string } | { user: string } | { access_token: string } | 'anonymous';

export type Caller = CallerOf<typeof api>;

/** An open Docket: what server, scripts, command line and tests all stand on. */
export type Docket = {
  settings: OpenSettings;
  database: Database;
  /** Where the content of files is. */
  store: FileStore;
  /** The procedures, called in process: `docket.caller({ system: 'nightly' }).issue.list({})`. */
  caller(credentials: Identity, options?: CallerOptions): Caller;
  /** What a door makes for each call that comes in. */
  createContext(credentials: Identity, request: RequestInfo): Promise<Context>;
  /** Mail and other work that waits. In this process nobody delivers it before `startBackground`. */
  outbox: Pick<Outbox, 'deliverDue'>;
  /** What webhooks are to be told. In this process nobody sends it before `startBackground`. */
  webhooks: Pick<Webhooks, 'deliverDue'>;
  /** Whom to tell what happens. In this process nobody is told before `startBackground`. */
  notifier: Pick<Notifier, 'tellAll'>;
  /** Begins what a server does beside answering: it tells users what happens, delivers from the outbox, sends to webhooks and keeps house. */
  startBackground(log: Log): void;
  /** Lets what is under way end, which takes some seconds at most. */
  stopBackground(): Promise<void>;
  /** What waits and what is in use. Cheap. */
  load(): { hashing: { running: number; waiting: number }; database: DatabaseLoad; feed: ReturnType<Feed['load']> };
  /** Ends streams, stops the background, then closes the database. */
  close(): Promise<void>;
};

export type CallerOptions = {
  /** What stands in for those of a browser. */
  cookies?: Cookies;
  /**
   * Is told before a mutation answers, as `<log_id>.<position>`: who has read the events up to there has seen what it did.
   * Where it is left out, no position is looked up.
   */
  onPosition?: (position: string) => void;
};

type OpenOptions = { now?: () => Date; observer?: Observer | undefined };

/**
 * Opens the database, brings its schema up to date and puts everything together.
 *
 * @throws DatabaseError when the database cannot be opened, or its schema is not ours.
 * @throws SettingsError when the first admin cannot be made as the settings say.
 */
export async function openDocket(
  given: Settings,
  { now = () => new Date(), observer = {} }: OpenOptions = {},
): Promise<Docket> {
  const database = await openObserved(given, observer);
  const settings = await prepare(database, given, now().toISOString()).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const limits = openLimits(database, settings);
  const store = await openFileStore(settings);
  const tokens = new BearerTokens(database, settings);
  const sights = new Sights(database);
  const background = openBackground({ database, settings, store, tokens, sights, now, observer });
  const feed = openFeed({ database, observer, now });
  const createContext = contextsOf({ database, settings, limits, store, feed, tokens, sights, now });
  return {
    settings,
    database,
    store,
    createContext,
    outbox: background.outbox,
    webhooks: background.webhooks,
    notifier: background.notifier,
    startBackground: background.start,
    stopBackground: background.stop,
    caller(credentials, { cookies = cookieJar(), onPosition } = {}) {
      const reportPosition = onPosition && ((position: LogPosition) => onPosition(positionText(position)));
      const given = { cookies, ...(reportPosition && { reportPosition }) };
      return callerOf(api, () => createContext(credentials, inProcessRequest(given)));
    },
    load: () => ({ hashing: hashingPool.load(), database: database.load(), feed: feed.load() }),
    async close() {
      feed.stop();
      await background.stop();
      await limits.close();
      await tokens.saveLastUses().catch(() => undefined); // a time to look at is no reason not to close
      await database.close();
    },
  };
}

type Background = {
  database: Database;
  settings: OpenSettings;
  store: FileStore;
  tokens: BearerTokens;
  sights: Sights;
  now: () => Date;
  observer: Observer;
};

/** What a server does beside answering. */
function openBackground({ database, settings, store, tokens, sights, now, observer }: Background) {
  const sending = { db: database, settings, sights, now, around: observer.delivery };
  const openWays = (log: Log) => ({ mail: mailDelivery(sending, openMailer(settings, log)) });
  const outbox = openOutbox({ ...sending, openWays });
  const webhooks = openWebhooks(sending);
  const notifier = openNotifier(sending);
  let housekeeping: ReturnType<typeof startHousekeeping> | undefined;
  return {
    outbox,
    webhooks,
    notifier,
    start(log: Log) {
      outbox.start(log);
      webhooks.start(log);
      notifier.start(log);
      housekeeping ??= startHousekeeping({ database, store, tokens, binDays: settings.BIN_DAYS, now, log });
    },
    async stop() {
      await Promise.all([outbox.stop(), webhooks.stop(), notifier.stop(), housekeeping?.stop()]);
    },
  };
}

function openFeed({ database, observer, now }: { database: Database; observer: Observer; now: () => Date }): Feed {
  return new Feed({
    database,
    read: (after, most) => readLog(database.read, after, most),
    last: async () => (await lastPosition(database.read)).position,
    taken: ([oldest]) => oldest && observer.feedLag?.(now().getTime() - Date.parse(oldest.created_at)),
  });
}

type Parts = Pick<Context, 'settings' | 'limits' | 'store' | 'feed'> & {
  database: Database;
  tokens: BearerTokens;
  sights: Sights;
  now: () => Date;
};

function contextsOf({ database, tokens, sights, now, ...parts }: Parts): Docket['createContext'] {
  return async (credentials, request) => {
    const at = now().toISOString();
    const { actor, expires_at, confirm } =
      typeof credentials === 'object' && 'access_token' in credentials
        ? await tokens.admit(credentials.access_token, at)
        : { actor: await actorOf(database, credentials), ...NOBODY };
    const sight = (db: Reader) => sights.of(actor, db);
    const recordLooks: Context['recordLooks'] = async (db, project_ids) => {
      if (actor.kind === 'user') await looks.recordLooks(db, project_ids, { actor, at });
    };
    return { ...parts, actor, at, db: database, expires_at, confirm, sight, recordLooks, request };
  };
}

async function openObserved(settings: Settings, { database: observer, write }: Observer): Promise<Database> {
  const database = await openDatabase(settings.DATABASE_URL, {
    mustExist: !settings.MIGRATE_ON_START,
    connections: settings.DATABASE_CONNECTIONS,
    ...(observer && { observer }),
  });
  if (!write) return database;
  return {
    ...database,
    write: write(database.write),
    snapshot: (work) => database.snapshot((db, aside) => work(db, write(aside))),
  };
}

/** Makes what is missing, in an order in which a refusal leaves nothing behind. */
async function prepare(database: Database, settings: Settings, at: string): Promise<OpenSettings> {
  if (settings.MIGRATE_ON_START) await migrateUp(database);
  else await assertMigrated(database);
  await createFirstAdmin(database, settings, at);
  return { ...settings, SECRET_KEY: settings.SECRET_KEY ?? developmentSecretKey(settings.DATA_DIR) };
}

/** Makes the admin that the settings name, unless there is one already. */
async function createFirstAdmin(database: Database, settings: Settings, at: string): Promise<void> {
  const { FIRST_ADMIN_EMAIL, FIRST_ADMIN_PASSWORD, BCRYPT_COST } = settings;
  if (!FIRST_ADMIN_EMAIL || !FIRST_ADMIN_PASSWORD || (await hasActiveAdmin(database.read))) return;
  const tooShortOrLong = newPassword.safeParse(FIRST_ADMIN_PASSWORD).error?.issues[0];
  const personal = [{ email: FIRST_ADMIN_EMAIL }];
  const fault = tooShortOrLong ?? (await findPasswordFault(settings, { password: FIRST_ADMIN_PASSWORD, personal }));
  if (fault) throw new SettingsError(`FIRST_ADMIN_PASSWORD: ${fault.message}`);
  const password_hash = await hashPassword(FIRST_ADMIN_PASSWORD, BCRYPT_COST);
  await database.write(async (db) => {
    if (await hasActiveAdmin(db)) return; // another process was faster
    if (await findUserByLogin(db, FIRST_ADMIN_EMAIL)) {
      throw new SettingsError('FIRST_ADMIN_EMAIL: has an account that is no admin, so name another address');
    }
    const actor: SystemActor = { kind: 'system', name: 'first-start' };
    await createUser(db, { email: FIRST_ADMIN_EMAIL.toLowerCase(), password_hash, role: 'admin' }, { actor, at });
  });
}

async function actorOf(database: Database, credentials: Exclude<Identity, { access_token: string }>): Promise<Actor> {
  if (credentials === 'anonymous') return { kind: 'anonymous' };
  if ('system' in credentials) return { kind: 'system', name: credentials.system };
  return actorOfUser(database, credentials.user);
}

async function actorOfUser(database: Database, login: string): Promise<UserActor> {
  const user = await findUserByLogin(database.read, login);
  if (!user) throw new AppError('user_not_found', { detail: `There is no user "${login}"` });
  if (user.deactivated_at) throw new AppError('inactive_user');
  return accountActor(user);
}
