import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type SqliteConnection from 'better-sqlite3';
import { CompiledQuery, type Kysely } from 'kysely';
import { codeOf, DriverError, type Writer } from '../database.ts';
import type { Tables } from '../tables.ts';
import { BUSY_TIMEOUT_MS } from './connection.ts';
import type { Prepare } from './statements.ts';

/** Bounds of a group. Its first write is answered only after its last, so a group must stay small and short. */
const MOST_MEMBERS = 100;
const TAKES_OTHERS_MS = 5;

/** The longest wait before the next try for a write lock that another process holds. */
const TRY_AGAIN_WITHIN_MS = 5;

// These go through Kysely's queue, as all that a member does.
const RELEASE = CompiledQuery.raw('release member');
const UNDO = CompiledQuery.raw('rollback to member');
const COMMIT = CompiledQuery.raw('commit');
const ROLLBACK = CompiledQuery.raw('rollback');

type Work<T> = (db: Writer) => Promise<T>;

/** A write that waits, runs, or has run and waits for the commit. */
type Member = {
  work: Work<unknown>;
  isAlone: boolean;
  /** It was rolled back with its group, because another member broke the whole transaction. */
  isRepeated: boolean;
  isRunning: boolean;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  /** The answer, kept until the group is committed. */
  outcome?: { result: unknown } | { error: unknown };
};

/**
 * `endReads` ends what other connections of this process are reading: before a transaction, because SQLite's log can
 * only begin anew while nobody reads in it, and after a commit, so that everybody sees it. `committed` is called after
 * each commit, with the number of writes that share it.
 */
type Options = {
  connection: SqliteConnection.Database;
  prepare: Prepare;
  endReads(): void;
  committed(writes: number): void;
};

/** The write in which we are, so that one that would wait for itself is refused. */
const current = new AsyncLocalStorage<{ member: Member; of: GroupCommit }>();

/**
 * Runs writes one after another, and those that wait at the same time in one transaction, each in a
 * savepoint of its own: a commit waits for the disk, which takes longer than most writes. None is
 * answered, not even with an error, before the commit is on disk, since an error may rest on what
 * another member wrote.
 *
 * A group begins when the event loop has read what had come in, so that all of it is one group,
 * and the loop has its turn between two groups.
 *
 * It needs a connection that never waits for locks: while another process writes, we wait out here.
 */
export class GroupCommit {
  readonly #kysely: Kysely<Tables>;
  readonly #connection: SqliteConnection.Database;
  readonly #endReads: () => void;
  readonly #committed: (writes: number) => void;
  readonly #statements: Record<'begin' | 'savepoint', ReturnType<Prepare>>;
  readonly #waiting: Member[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(kysely: Kysely<Tables>, { connection, prepare, endReads, committed }: Options) {
    this.#kysely = kysely;
    this.#connection = connection;
    this.#endReads = endReads;
    this.#committed = committed;
    this.#statements = { begin: prepare('begin immediate'), savepoint: prepare('savepoint member') };
  }

  /** How many writes have not begun. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** With `isAlone`, in a transaction that takes nobody else in. The rest is as `Database.write` says. */
  write<T>(work: Work<T>, isAlone = false): Promise<T> {
    if (this.#isClosed) throw new DriverError('The database is closed', { code: '57P01', cause: undefined });
    const around = current.getStore();
    if (around?.of === this && around.member.isRunning) {
      throw new Error('A write inside a write would wait for itself: use the handle that the outer one is given');
    }
    return new Promise<T>((resolve, reject) => {
      const settle = { resolve: resolve as Member['resolve'], reject }; // with what this `work` gave
      this.#waiting.push({ work, isAlone, isRepeated: false, isRunning: false, ...settle });
      this.#running ??= this.#runGroups();
    });
  }

  /** Refuses from now on. Answers when all that was accepted has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #runGroups(): Promise<void> {
    while (this.#waiting.length > 0) {
      await turn();
      try {
        await this.#kysely.connection().execute((db) => this.#runGroup(db));
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0)) reject(error); // no transaction could begin
      }
    }
    this.#running = undefined;
  }

  async #runGroup(db: Writer): Promise<void> {
    await this.#begin();
    const began = performance.now();
    const group: Member[] = [];
    for (let next = this.#next(group, began); next; next = this.#next(group, began)) {
      group.push(next);
      if (!(await this.#run(db, next))) return this.#repeat(db, group);
    }
    await this.#commit(db, group);
    for (const { outcome, resolve, reject } of group) {
      if (outcome && 'result' in outcome) resolve(outcome.result);
      else reject(outcome?.error);
    }
  }

  /**
   * `BEGIN IMMEDIATE` takes the write lock at once, so that a transaction never fails half way through because another
   * process wrote first. While another process has the lock, we wait out here: SQLite would wait inside, for up to 100 ms
   * between two tries, and this process would answer nobody meanwhile.
   */
  async #begin(): Promise<void> {
    const deadline = performance.now() + BUSY_TIMEOUT_MS;
    for (;;) {
      try {
        this.#endReads();
        this.#statements.begin.run([]);
        return;
      } catch (error) {
        if (!codeOf(error).startsWith('SQLITE_BUSY') || performance.now() > deadline) throw error;
        await wait(Math.random() * TRY_AGAIN_WITHIN_MS);
      }
    }
  }

  /** Repeated writes form a group of their own, so that no new write can roll them back a second time. */
  #next(group: Member[], began: number): Member | undefined {
    const [first] = group;
    const next = this.#waiting[0];
    if (first && next) {
      if (first.isAlone || next.isAlone || first.isRepeated !== next.isRepeated) return;
      if (group.length >= MOST_MEMBERS || performance.now() - began > TAKES_OTHERS_MS) return;
    }
    return this.#waiting.shift();
  }

  /** @returns whether what the others wrote is still there */
  async #run(db: Writer, member: Member): Promise<boolean> {
    member.isRunning = true;
    try {
      if (!member.isAlone) this.#statements.savepoint.run([]);
      const result = await current.run({ member, of: this }, () => member.work(db));
      if (!member.isAlone) await db.executeQuery(RELEASE);
      member.outcome = { result };
      return true;
    } catch (error) {
      member.outcome = { error };
      await turn(); // until then, statements that it did not wait for have run, so that they are undone too
      return member.isAlone || (await this.#undo(db));
    } finally {
      member.isRunning = false;
    }
  }

  /** After some errors, such as a full disk, SQLite has rolled back the whole transaction by itself. */
  async #undo(db: Writer): Promise<boolean> {
    try {
      await db.executeQuery(UNDO);
      await db.executeQuery(RELEASE);
      return true;
    } catch {
      return false;
    }
  }

  /** The last of the group was the end of all: the others run once more, before anyone else. */
  async #repeat(db: Writer, group: Member[]): Promise<void> {
    await this.#rollBack(db);
    const culprit = group.pop();
    const error = culprit?.outcome && 'error' in culprit.outcome ? culprit.outcome.error : undefined;
    for (const member of group) if (member.isRepeated) member.reject(error);
    const others = group.filter((member) => !member.isRepeated);
    this.#waiting.unshift(...others.map((member) => ({ ...member, isRepeated: true })));
    culprit?.reject(error);
  }

  async #commit(db: Writer, group: Member[]): Promise<void> {
    // Where all have failed, a commit could still have pages to write.
    if (!group.some(({ outcome }) => outcome && 'result' in outcome)) return this.#rollBack(db);
    try {
      await db.executeQuery(COMMIT);
      this.#endReads();
    } catch (error) {
      for (const member of group) member.outcome = { error };
      return this.#rollBack(db);
    }
    this.#committed(group.filter(({ outcome }) => outcome && 'result' in outcome).length);
  }

  /** What cannot be rolled back makes the next begin fail; here its error would hide the first one. */
  async #rollBack(db: Writer): Promise<void> {
    if (this.#connection.inTransaction) await db.executeQuery(ROLLBACK).catch(() => undefined);
  }
}
