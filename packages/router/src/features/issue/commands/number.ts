import { type Bound, insertAllInto } from '@docket/db';
import { sql } from 'kysely';
import { batches } from '../../../core/batches.ts';
import { unguarded, type Writer } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema/issue.ts';

/** An issue that comes into a project, or leaves it. */
type Counted = { project_id: string; status: Issue['status'] };

/**
 * Counts an issue into a project, and gives it the next number there, or `wanted` when no issue ever had that. The counter
 * is in the same transaction, so a number is given once and a rollback leaves no gap.
 */
export async function drawNumber(db: Writer, issue: Counted, wanted?: number): Promise<number> {
  const isFree = wanted !== undefined && (await isNumberFree(db, issue.project_id, wanted));
  const [counter] = await raise(db, { ...changeOf(issue, 1), at_least: isFree ? wanted : 0, next: isFree ? 0 : 1 });
  if (!counter) throw new Error(`The counter of the project ${issue.project_id} is missing`);
  return isFree ? wanted : counter.last_number;
}

type Raising = CountChange & { at_least: number; next: number };

const raise = prepared((db: Writer, { project_id, open, closed, at_least, next }: Bound<Raising>) =>
  db
    .updateTable('issue_counter')
    .set((eb) => ({
      last_number: eb
        .case()
        .when('last_number', '<', at_least)
        .then(at_least)
        .else(eb('last_number', '+', next))
        .end(),
      open_issues: eb('open_issues', '+', open),
      closed_issues: eb('closed_issues', '+', closed),
    }))
    .where('project_id', '=', project_id)
    .returning('last_number'),
);

/** How far a number may be above the last one: a far higher one would have all that follow count from there. */
const FARTHEST = 1_000_000;

/** Whether no issue has this number in a project, or ever had it, and it is not far above all numbers there. */
async function isNumberFree(db: Writer, project_id: string, number: number): Promise<boolean> {
  return (await Numbers.read(db, [{ project_id, number }])).isFree({ project_id, number });
}

/** A number in a project. */
type Place = { project_id: string; number: number };

type Count = CountChange & { last_number: number; taken: Set<number> };

/** The numbers of projects into which many issues come in one transaction: read once, and counted once at its end. */
export class Numbers {
  readonly #counts = new Map<string, Count>();
  /** Numbers that issues had elsewhere, and which lead to them. */
  readonly #kept: (Place & { issue_id: string })[] = [];

  /** Reads the counters of projects, and which of the numbers that are wanted there are taken. */
  static async read(db: Writer, wanted: readonly Place[]): Promise<Numbers> {
    const numbers = new Numbers();
    for (const [project_id, places] of Map.groupBy(wanted, (place) => place.project_id)) {
      const [counter] = await findCounter(db, { project_id });
      if (!counter) throw new Error(`The counter of the project ${project_id} is missing`);
      const { last_number } = counter;
      const below = places.flatMap(({ number }) => (number > last_number ? [] : number));
      const taken = await findTaken(db, project_id, [...new Set(below)]);
      numbers.#counts.set(project_id, { project_id, last_number, taken, open: 0, closed: 0 });
    }
    return numbers;
  }

  /** As `isNumberFree`, of one of the places that are wanted. */
  isFree({ project_id, number }: Place): boolean {
    const { last_number, taken } = this.#countOf(project_id);
    return number > last_number ? number <= last_number + FARTHEST : !taken.has(number);
  }

  /** As `drawNumber`. */
  draw(issue: Counted, wanted?: number): number {
    const { project_id } = issue;
    const count = this.#countOf(project_id);
    const isFree = wanted !== undefined && this.isFree({ project_id, number: wanted });
    const number = isFree ? wanted : count.last_number + 1;
    this.#take({ project_id, number });
    const { open, closed } = changeOf(issue, 1);
    count.open += open;
    count.closed += closed;
    return number;
  }

  /**
   * Keeps a number that an issue had in a project before it came to another one: it leads to the issue. Answers whether it
   * was free.
   */
  keep(place: Place, issue_id: string): boolean {
    if (!this.isFree(place)) return false;
    this.#take(place);
    this.#kept.push({ ...place, issue_id });
    return true;
  }

  /** Writes down what was drawn and kept. The issues themselves are there by then. */
  async write(db: Writer): Promise<void> {
    for (const { taken: _, last_number, ...change } of this.#counts.values()) {
      await raise(db, { ...change, at_least: last_number, next: 0 });
    }
    await insertAllInto(db, 'issue_key', this.#kept);
  }

  #take({ project_id, number }: Place): void {
    const count = this.#countOf(project_id);
    count.taken.add(number);
    count.last_number = Math.max(count.last_number, number);
  }

  #countOf(project_id: string): Count {
    const count = this.#counts.get(project_id);
    if (!count) throw new Error(`The numbers of the project ${project_id} were not read`);
    return count;
  }
}

const findCounter = prepared((db: Writer, { project_id }: Bound<{ project_id: string }>) =>
  db.selectFrom('issue_counter').select('last_number').where('project_id', '=', project_id),
);

async function findTaken(db: Writer, project_id: string, numbers: number[]): Promise<Set<number>> {
  const taken = new Set<number>();
  for (const some of batches(numbers, { most: 256 })) {
    for (const { number } of await findTakenOf(db, { project_id, numbers: some })) taken.add(number);
  }
  return taken;
}

const findTakenOf = prepared(
  (db: Writer, { project_id, numbers }: Bound<{ project_id: string; numbers: number[] }>) => {
    const place = (table: 'issue' | 'issue_key') =>
      unguarded(db)
        .selectFrom(table)
        .select('number')
        .where('project_id', '=', project_id)
        .where('number', 'in', numbers);
    return place('issue').unionAll(place('issue_key'));
  },
);

/** The numbers that an issue had in a project before it was moved out of it. */
export function oldNumbers(db: Writer, { issue_id, project_id }: { issue_id: string; project_id: string }) {
  return unguarded(db)
    .selectFrom('issue_key')
    .select('number')
    .where('issue_id', '=', issue_id)
    .where('project_id', '=', project_id)
    .orderBy('number')
    .execute();
}

type CountChange = { project_id: string; open: number; closed: number };

function changeOf({ project_id, status }: Counted, more: number): CountChange {
  const isClosed = status === 'closed';
  return { project_id, open: isClosed ? 0 : more, closed: isClosed ? more : 0 };
}

/** An issue leaves a project, or goes into the bin. */
export async function countOut(db: Writer, issue: Counted): Promise<void> {
  await addToCounts(db, changeOf(issue, -1));
}

/** It comes out of the bin. */
export async function countBack(db: Writer, issue: Counted): Promise<void> {
  await addToCounts(db, changeOf(issue, 1));
}

/** An issue of a project has another status now. */
export async function recount(db: Writer, issue: Counted, before: Issue['status']): Promise<void> {
  const [more, less] = [changeOf(issue, 1), changeOf({ ...issue, status: before }, -1)];
  if (more.open + less.open === 0) return; // such as open and in progress
  await addToCounts(db, { ...more, open: more.open + less.open, closed: more.closed + less.closed });
}

async function addToCounts(db: Writer, { project_id, open, closed }: CountChange): Promise<void> {
  await db
    .updateTable('issue_counter')
    .set((eb) => ({ open_issues: eb('open_issues', '+', open), closed_issues: eb('closed_issues', '+', closed) }))
    .where('project_id', '=', project_id)
    .execute();
}

/** The next of the numbers that count the issues of all projects. Writers take turns, so no two draw the same. */
export const NEXT_SERIAL = sql<number>`(select coalesce(max(serial), 0) + 1 from issue)`;

/** The same as a number: of many issues, the first has it. */
export async function nextSerial(db: Writer): Promise<number> {
  const [{ serial = 1 } = {}] = await findNextSerial(db, {});
  return serial;
}

const findNextSerial = prepared((db: Writer) =>
  unguarded(db).selectFrom('issue').select(sql<number>`coalesce(max(serial), 0) + 1`.as('serial')),
);
