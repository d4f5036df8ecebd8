import { type TextQuery, textQueryFor } from '@docket/db';
import { type Range, type Source, type Total, toTotal } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { type Asked, type Filter, MOST_HITS } from './asked.ts';
import { collectedOf } from './collected.ts';
import { isShort, shortestWays } from './counts.ts';
import { countInAll, MOST_SERIALS, newestInAll } from './hits-in-all.ts';
import { countIn, newestIn } from './hits-in-projects.ts';
import type { Place } from './orders.ts';
import { inTitle } from './texts.ts';
import type { Way } from './ways.ts';

export type Places = Pick<Source<Place, never>, 'find' | 'giveUp' | 'count'>;

/** A query that asks for words. */
export type AskedWords = Asked & { text: TextQuery };

/** Issues with all the words in their title come first; of the same kind, what was made last does. */
export async function rankedOf(db: ActorReader, given: AskedWords): Promise<Places> {
  const title_text = textQueryFor(db, inTitle(given.text));
  const asked: Ranked = { ...given, order: { by: 'relevance', isAscending: false }, title_text };
  const { walked: way } = await shortestWays(db, asked);
  return way.isCollected ? collectedOf(db, { asked, way }) : walkedByWords(db, asked);
}

type Ranked = AskedWords & { title_text: string };

/** Of so many hits that they cannot all be looked at: those in the title, and then the others. */
async function walkedByWords(db: ActorReader, asked: Ranked): Promise<Places> {
  const { text, ...filter } = asked.filter;
  const others = textQueryFor(db, { all: [asked.text], but: [inTitle(asked.text)] });
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
    count: () => countMany(db, asked.filter),
  };
}

/** Of so many hits that they cannot all be counted: those among the newest issues, and all of them where nothing else is asked. */
export async function countMany(db: ActorReader, filter: Filter): Promise<Total> {
  const { projects, ...others } = filter;
  if (Object.keys(others).length === 1) return toTotal(MOST_HITS, { isLowerBound: true });
  return projects ? countIn(db, { projects: JSON.parse(projects), filter: others }) : countInAll(db, others);
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
  const lead_text = textQueryFor(db, inTitle(asked.text), { projects });
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
    async find({ budget, ...range }) {
      const { found, looked, reached } = await newestInAll(db, { text, filter, serials: budget.serials }, range);
      budget.serials -= looked;
      return {
        found: found.map((place) => ({ ...place, rank })),
        ...(reached !== undefined && { reached: { id: '', rank, value: reached } }),
      };
    },
  };
}
