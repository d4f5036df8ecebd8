import type { Database } from '@docket/db';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../../../core/actor.ts';
import type { Reader } from '../../../visibility/handles.ts';
import type { Sight } from '../../../visibility/sight.ts';
import { readRightsMark, readSight, readStandings } from '../queries/sights.ts';

/** Actors whose sight is remembered at a time. */
const SIGHTS_KEPT = 10_000;

/** What is known of rights that are as they were at a mark. */
type Known = { mark: number; projects: Sight['projects']; sights: LRUCache<string, Sight> };

/**
 * Says what actors may see. It is read again when rights have changed, which is asked of the database after each commit to
 * it: a member who is taken out sees nothing from the next call on, and a call in between costs no query.
 */
export class Sights {
  readonly #database: Database;
  #known: Known | undefined;
  /** The rights as they are while the database is what it was at `change`. */
  #latest: { change: number; mark: Promise<number> } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What an actor may see, as this handle sees it: the same object for as long as it is the same. */
  async of(actor: Actor, db: Reader): Promise<Sight> {
    if (db === this.#database.read) return sightIn(await this.#knownAt(await this.#committedMark()), actor, db);
    const mark = await readRightsMark(db);
    if (this.#known?.mark === mark) return sightIn(this.#known, actor, db);
    // Rights that a transaction has changed may be rolled back, so they are not remembered.
    return readSight(db, actor, await readStandings(db));
  }

  async #knownAt(mark: number): Promise<Known> {
    if (this.#known?.mark === mark) return this.#known;
    const projects = await readStandings(this.#database.read);
    if (this.#known?.mark !== mark) this.#known = { mark, projects, sights: new LRUCache({ max: SIGHTS_KEPT }) };
    return this.#known;
  }

  #committedMark(): Promise<number> {
    // The change is taken first: what is committed while we read makes it outdated.
    const change = this.#database.changeMark();
    if (this.#latest?.change === change) return this.#latest.mark;
    const mark = readRightsMark(this.#database.read);
    this.#latest = { change, mark };
    mark.catch(() => {
      if (this.#latest?.mark === mark) this.#latest = undefined;
    });
    return mark;
  }
}

/** The sight of an actor while rights are as they are known, whoever of several calls at a time reads it first. */
async function sightIn({ projects, sights }: Known, actor: Actor, db: Reader): Promise<Sight> {
  const key = keyOf(actor);
  const sight = sights.get(key) ?? (await readSight(db, actor, projects));
  const first = sights.get(key) ?? sight; // that of another call, while this one read
  sights.set(key, first);
  return first;
}

function keyOf(actor: Actor): string {
  if (actor.kind !== 'user') return actor.kind;
  return [actor.role, actor.id, ...(actor.project_ids ? ['in', ...actor.project_ids] : [])].join(' ');
}
