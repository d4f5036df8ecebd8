import { type Bound, newestTextHits, type TextQuery, textQueryFor } from '@docket/db';
import { sql } from 'kysely';
import { type Range, type Source, type Total, toTotal } from '../../../core/pagination.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { type Asked, type Filter, MOST_HITS } from './asked.ts';
import { collectedOf } from './collected.ts';
import { matches } from './conditions.ts';
import { isShort, shortestWays } from './counts.ts';
import { countIn, newestIn } from './hits-in-projects.ts';
import type { Place } from './orders.ts';
import { inTitle } from './texts.ts';
import type { Way } from './ways.ts';

/** How many serials one call looks at where a query has many hits, on both engines the same. */
const MOST_SERIALS = 2000;

export type Places = Pick<Source<Place, never>, 'find' | 'giveUp' | 'count'>;

/** A query that asks for words. */
export type AskedWords = Asked & { text: TextQuery };

/** Issues with all the words in their title come first; of the same kind, what was made last does. */
export async function rankedOf(db: ActorReader, given: AskedWords): Promise<Places> {
  const title_text = textQueryFor(unguarded(db), inTitle(given.text));
  const asked: Ranked = { ...given, order: { by: 'relevance', isAscending: false }, title_text };
  const { walked: way } = await shortestWays(db, asked);
  return way.isCollected ? collectedOf(db, { asked, way }) : walkedByWords(db, asked);
}

type Ranked = AskedWords & { title_text: string };

/** Of so many hits that they cannot all be looked at: those in the title, and then the others. */
async function walkedByWords(db: ActorReader, asked: Ranked): Promise<Places> {
  const { text, ...filter } = asked.filter;
  const others = textQueryFor(unguarded(db), { all: [asked.text], but: [inTitle(asked.text)] });
  const parts = [await titlesOf(db, asked), walkOf(db, { text: others, rank: 0, filter })];
  let reached: Place | undefined;
  return {
    async find({ after, offset, limit }: Range<Place>) {
      const budget = { serials: MOST_SERIALS };
      const found: Place[] = [];
      reached = undefined;
      for (const { rank, find } of parts) {
        if (after && (after.rank ?? 0) < rank) continue;
        const within = after?.rank === rank ? after : undefined;
        const part = await find({ after: within, limit: offset + limit - found.length, budget });
        found.push(...part.found);
        reached = part.reached;
        if (reached || found.length >= offset + limit) break;
      }
      return found.slice(offset);
    },
    giveUp: async () => reached,
    async count(): Promise<Total> {
      const { projects, ...others } = asked.filter;
      if (Object.keys(others).length === 1) return toTotal(MOST_HITS, { isLowerBound: true });
      if (projects) return countIn(db, { projects: JSON.parse(projects), filter: others });
      const bounds = await firstSerials(db);
      const [row] = await countHits(db, { ...filter, ...bounds, words: text ?? '' });
      return toTotal(row?.count ?? 0, { isLowerBound: bounds.from > 0 });
    },
  };
}

type Budget = { serials: number };

/** What is there behind a place; `reached`: where the budget ended before the part did. */
type Part = {
  rank: number;
  find(range: Omit<Range<Place>, 'offset'> & { budget: Budget }): Promise<{ found: Place[]; reached?: Place }>;
};

async function titlesOf(db: ActorReader, asked: Ranked): Promise<Part> {
  const { text: _, ...filter } = asked.filter;
  const projects: string[] | undefined = filter.projects && JSON.parse(filter.projects);
  const lead_text = textQueryFor(unguarded(db), inTitle(asked.text), { projects });
  const way: Way = { lead: { lead_text }, rest: filter, isCollected: true };
  if (!(await isShort(db, way))) return walkOf(db, { text: asked.title_text, rank: 1, filter });
  const { find } = collectedOf(db, { asked, way });
  return { rank: 1, find: async (range) => ({ found: await find({ ...range, offset: 0 }) }) };
}

type Walked = { text: string; rank: number; filter: Filter };

function walkOf(db: ActorReader, { text, rank, filter }: Walked): Part {
  return filter.projects === undefined ? walkOfAll(db, { text, rank, filter }) : walkIn(db, { text, rank, filter });
}

function walkIn(db: ActorReader, { text, rank, filter: { projects = '[]', ...filter } }: Walked): Part {
  const asked = { projects: JSON.parse(projects), filter: { ...filter, text } };
  const ranked = (place: Place): Place => ({ ...place, id: '', rank });
  return {
    rank,
    async find(range) {
      const { found, reached } = await newestIn(db, asked, range);
      return { found: found.map((place) => ({ ...place, rank })), ...(reached && { reached: ranked(reached) }) };
    },
  };
}

function walkOfAll(db: ActorReader, { text, rank, filter }: Walked): Part {
  return {
    rank,
    async find({ after, limit, budget }) {
      const { below } = after ? { below: Number(after.value) } : await firstSerials(db);
      const from = Math.max(0, below - budget.serials);
      const rows = await findHits(db, { ...filter, words: text, from, below, limit });
      const found = rows.map((row) => ({ ...row, rank }));
      budget.serials -= below - from;
      return { found, ...(from > 0 && found.length < limit && { reached: { id: '', rank, value: from } }) };
    },
  };
}

async function firstSerials(db: ActorReader): Promise<{ from: number; below: number }> {
  const [row] = await findLast(db, {});
  const below = (row?.serial ?? 0) + 1;
  return { from: Math.max(0, below - MOST_SERIALS), below };
}

const findLast = prepared((db: ActorReader, _: Bound<object>) =>
  unguarded(db).selectFrom('issue').select('serial').orderBy('serial', 'desc').limit(1),
);

type Hits = Filter & { words: string; from: number; below: number };

const findHits = prepared((db: ActorReader, { limit, ...given }: Bound<Hits & { limit: number }>) =>
  // Neither engine sorts anew what comes out of a sorted part.
  hitsOf(db, given).select(['candidate.id', 'candidate.value']).limit(limit).$castTo<Place>(),
);

const countHits = prepared((db: ActorReader, given: Bound<Hits>) =>
  hitsOf(db, given).select((eb) => eb.fn.countAll<number>().as('count')),
);

function hitsOf(db: ActorReader, { words, from, below, ...filter }: Bound<Hits>) {
  const hits = newestTextHits(unguarded(db), words, { from, below, most: sql.lit(MOST_SERIALS) });
  return db
    .selectFrom(
      unguarded(db)
        .selectFrom(hits.as<'hits'>('hits'))
        .select((eb) => [
          eb.selectFrom('issue').select('issue.id').whereRef('issue.serial', '=', 'hits.serial').as('id'),
          'hits.serial as value',
        ])
        .as('candidate'),
    )
    .where(matches(db, filter, { isCovered: false }));
}
