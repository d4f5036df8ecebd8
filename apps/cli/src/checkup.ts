import { accessSync, constants, existsSync, statSync } from 'node:fs';
import {
  assertMigrated,
  type BadValue,
  checkIndex,
  countDue,
  countOutbox,
  type Database,
  DatabaseError,
  findUnmovable,
  hasActiveAdmin,
  openDatabase,
  type Settings,
  SettingsError,
  secretKeyFile,
} from '@docket/router';
import { closeAfter, count, type Io } from './io.ts';

/** One thing that was looked at. `message` names the remedy, where one is needed, and no secret. */
export type Finding = { level: 'ok' | 'warning' | 'problem'; check: string; message: string };

/** The Node that the workspace brings along (see pnpm-workspace.yaml), on which Docket is tested. */
const NODE_MAJOR = 26;

/** Looks at everything that Docket needs, and changes nothing. */
export async function checkAll(io: Io): Promise<Finding[]> {
  const node = checkNode(process.versions.node);
  try {
    const settings = io.settings();
    const read: Finding = { level: 'ok', check: 'settings', message: `valid, for ${settings.ENVIRONMENT}` };
    return [node, read, checkSecretKey(settings), ...(await checkDatabase(settings))];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [node, ...error.message.split('\n').map((message) => problem('settings', message))];
  }
}

export function checkNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= NODE_MAJOR) return { level: 'ok', check: 'node', message: version };
  return warning('node', `${version} is older than what Docket is tested on: use "./docket", which brings its own`);
}

function checkSecretKey({ SECRET_KEY, DATA_DIR }: Settings): Finding {
  const check = 'secret key';
  if (SECRET_KEY !== undefined) return { level: 'ok', check, message: 'set by SECRET_KEY' };
  const file = secretKeyFile(DATA_DIR);
  if (existsSync(DATA_DIR) && !isWritableFolder(DATA_DIR)) {
    return problem(check, `DATA_DIR: ${DATA_DIR} is no folder where we may write, so name another`);
  }
  if (!existsSync(file)) return { level: 'ok', check, message: `${file} is made at the first start` };
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return { level: 'ok', check, message: `${file}, only its owner can read it` };
  return problem(check, `${file} has mode ${mode.toString(8)}, so others may sign tokens: run chmod 600 ${file}`);
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function checkDatabase(settings: Settings): Promise<Finding[]> {
  const [, file] = /^sqlite:(.*)$/.exec(settings.DATABASE_URL) ?? [];
  if (file === ':memory:') return [warning('database', 'is in memory and ends with the process: set DATABASE_URL')];
  if (file !== undefined && !existsSync(file)) {
    return [warning('database', `${file} is not there yet: "./docket start" or "./docket migrate up" makes it`)];
  }
  try {
    return await closeAfter(openDatabase(settings.DATABASE_URL, { mustExist: true }), (database) =>
      checkOpenDatabase(database, settings),
    );
  } catch (error) {
    if (error instanceof DatabaseError) return [problem('database', error.message)];
    throw error;
  }
}

/** Each check stands on the one before it, so the first that finds a problem is the last. */
async function checkOpenDatabase(database: Database, settings: Settings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of [checkIntegrity, checkMigrations, checkAdmin, checkOutbox, checkRows, checkWords]) {
    const finding = await check(database, settings);
    findings.push(finding);
    if (finding.level === 'problem') break;
  }
  return findings;
}

/** Opening has set the pragmas and read them back; here every page and every reference is read. */
async function checkIntegrity(database: Database): Promise<Finding> {
  const check = 'database';
  if (await database.isSound()) return { level: 'ok', check, message: 'can be opened, and is sound' };
  return problem(check, 'is damaged: stop the server and restore the last backup');
}

async function checkMigrations(database: Database): Promise<Finding> {
  try {
    await assertMigrated(database);
    return { level: 'ok', check: 'migrations', message: 'all applied' };
  } catch (error) {
    if (error instanceof DatabaseError) return problem('migrations', error.message);
    throw error;
  }
}

/** Values of which each is named. */
const BAD_VALUES_SHOWN = 5;

/** SQLite keeps what PostgreSQL refuses, and nobody would know before a move or a restore fails. */
async function checkRows(database: Database): Promise<Finding> {
  const check = 'rows';
  const { badValues, additions } = await findUnmovable(database, BAD_VALUES_SHOWN);
  if (badValues.length > 0) return problem(check, badValues.map(describeBadValue).join('; '));
  if (additions.length === 0) return { level: 'ok', check, message: 'all can be backed up, restored and moved' };
  return warning(check, `${additions.join(', ')}: not ours, so in no backup: keep it by other means`);
}

/** Which value it is, what is wrong with it, and what to do. */
export function describeBadValue({ table, row, column, what }: BadValue): string {
  return `table ${table}, ${row}, column ${column}: ${what}, which PostgreSQL refuses: edit it, or mend it with SQL`;
}

/** What is searched is made of the rows, so nothing is lost when it is not whole. */
async function checkWords(database: Database): Promise<Finding> {
  const check = 'search';
  const due = await countDue(database.read);
  if (due > 0) {
    return warning(
      check,
      `the words of up to ${count(due, 'issue')} are not read yet: a server that runs goes on with it`,
    );
  }
  const { missing, extra } = await database.snapshot(checkIndex);
  if (missing + extra === 0) return { level: 'ok', check, message: 'finds all issues' };
  return warning(check, `lacks ${count(missing, 'issue')}, and finds ${extra} too many: run "./docket search rebuild"`);
}

async function checkOutbox(database: Database, { ENVIRONMENT, SMTP_URL }: Settings): Promise<Finding> {
  const check = 'outbox';
  const { waiting, failed, last_error } = await countOutbox(database.read);
  const message = `${count(waiting, 'message')} waiting`;
  const reason = last_error ? `, the last try ended with ${last_error}` : '';
  if (failed > 0) return warning(check, `${message}, ${failed} given up${reason}: check SMTP_URL`);
  if (ENVIRONMENT === 'production' && !SMTP_URL) {
    return warning(check, 'no mail is sent, so nobody can reset a password: set SMTP_URL, MAIL_FROM and APP_URL');
  }
  return last_error ? warning(check, `${message}${reason}: check SMTP_URL`) : { level: 'ok', check, message };
}

async function checkAdmin(database: Database): Promise<Finding> {
  const check = 'admin';
  if (await hasActiveAdmin(database.read)) return { level: 'ok', check, message: 'there is one' };
  return warning(check, 'there is none: run "./docket user create EMAIL --admin" or "./docket user promote USER"');
}

function warning(check: string, message: string): Finding {
  return { level: 'warning', check, message };
}

function problem(check: string, message: string): Finding {
  return { level: 'problem', check, message };
}
