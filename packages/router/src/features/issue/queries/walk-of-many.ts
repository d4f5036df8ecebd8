import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import type { Range, Source } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Asked, Filter } from './asked.ts';
import { isCoveredIn, looksUp, mostLookedAt } from './budgets.ts';
import { columnsOf, matches, serialOfIssue } from './conditions.ts';
import { comparing, type Place } from './orders.ts';
import { groupsOf } from './projects.ts';
import { type After, beginnings, type OrderedLead, walk } from './walks.ts';
import type { Lead } from './ways.ts';
import { having } from './words.ts';

// A walk through more projects than it can have parts: groups of them are walks, which are merged here. A group is begun
// when the issues before its first one have all been taken. It looks at the same issues in the same order as a walk through
// an index of all projects does that has no others: what is hidden decides nothing, not even how long it takes.

type Many = { lead: Lead & { lead_within: string }; rest: Filter; asked: Pick<Asked, 'order' | 'words'> };

/** How many issues are first read of a group, and then twice as many each time. */
const FIRST_READ = 100;

export function walkedOfMany(db: ActorReader, many: Many): Pick<Source<Place, never>, 'find' | 'giveUp'> {
  const isFiltered = Object.keys(many.rest).length > 0;
  const most = mostLookedAt(looksUp({ ...many.lead, ...many.rest }));
  let reached: Place | undefined;
  return {
    async find({ after, offset, limit }: Range<Place>) {
      reached = undefined;
      const found: Place[] = [];
      let looked = 0;
      for await (const { is_match, ...place } of inOrder(db, many, after)) {
        looked += 1;
        if (is_match) found.push(place);
        if (found.length === offset + limit) break;
        if (isFiltered && looked === most) {
          reached = place;
          break;
        }
      }
      return found.slice(offset);
    },
    giveUp: async () => reached,
  };
}

type Looked = Place & { is_match: boolean };

/** A group with its next issue, and how those behind it are read. */
type Begun = { next: Looked; rows: AsyncIterator<Looked> };

async function* inOrder(db: ActorReader, many: Many, after: Place | undefined): AsyncGenerator<Looked> {
  const compare = comparing(many.asked.order);
  const waiting = await groupsBehind(db, many, after);
  const begun: Begun[] = [];
  const goOn = async (rows: AsyncIterator<Looked>) => {
    const { done, value: next } = await rows.next();
    if (!done) begun.push({ next, rows });
  };
  for (;;) {
    const [first] = begun.sort((one, other) => compare(one.next, other.next));
    const [group] = waiting;
    if (group && (!first || compare({ ...first.next, value: group.begins }, first.next) <= 0)) {
      waiting.shift();
      await goOn(rowsOf(db, many, { ids: group.ids, after }));
    } else if (first) {
      yield first.next;
      begun.shift();
      await goOn(first.rows);
    } else return;
  }
}

type Group = { ids: string[]; begins: Place['value'] };

/** Those that have issues on the way, in the order in which they begin. */
async function groupsBehind(db: ActorReader, { lead, asked }: Many, after: Place | undefined): Promise<Group[]> {
  const compare = comparing(asked.order);
  const inOrderOfValues = (one: Place['value'], other: Place['value']) =>
    compare({ id: '', value: one }, { id: '', value: other });
  const rows = await findBeginnings(db, { ...lead, ...afterOf(after) });
  const begins = new Map<string, Place['value']>();
  for (const { project_id, ...firsts } of rows) {
    const [value] = Object.values(firsts)
      .filter((first) => first !== null)
      .sort(inOrderOfValues);
    if (value !== undefined) begins.set(project_id, value);
  }
  const projects = [...begins].sort(([, one], [, other]) => inOrderOfValues(one, other)).map(([id]) => id);
  return groupsOf(projects).map((ids) => ({ ids, begins: begins.get(ids[0] ?? '') ?? '' }));
}

async function* rowsOf(
  db: ActorReader,
  { lead: { lead_within: _, ...lead }, rest, asked: { words } }: Many,
  { ids: lead_projects, after }: { ids: string[]; after: Place | undefined },
): AsyncGenerator<Looked> {
  let last = after;
  for (let limit = FIRST_READ; ; limit *= 2) {
    const rows = await findLooked(db, { ...lead, lead_projects, ...rest, ...afterOf(last), limit });
    const matching = await having(
      words,
      rows.filter(({ is_match }) => is_match === 1),
    );
    const found = new Set(matching.map(({ id }) => id));
    for (const { id, value } of rows) yield { id, value, is_match: found.has(id) };
    if (rows.length < limit) return;
    last = rows.at(-1);
  }
}

function afterOf(after: Place | undefined): After {
  return after ? { after_value: after.value, after_id: after.id } : {};
}

const findBeginnings = prepared(beginnings);

type Looking = OrderedLead & Filter & After & { limit: number };

/** The next issues of a walk, and whether each matches. */
const findLooked = prepared((db: ActorReader, { limit, ...given }: Bound<Looking>) => {
  const isCovered = isCoveredIn(given);
  return db
    .selectFrom(
      walk(db, given, isCovered ? columnsOf(given) : [])
        .limit(limit)
        .as('candidate'),
    )
    .select(['candidate.id', 'candidate.value'])
    .select(sql<number>`case when ${matches(db, given, { isCovered })} then 1 else 0 end`.as('is_match'))
    .select(given.has_words ? [serialOfIssue().as('serial')] : [])
    .$castTo<Place & { is_match: number; serial: number }>();
});
