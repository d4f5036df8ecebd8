import type { TextHits } from '@docket/db';
import { type Range, type Source, type Total, toTotal } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { type Asked, MOST_HITS } from './asked.ts';
import { collectedOf } from './collected.ts';
import { shortestWays } from './counts.ts';
import { countNewest, newestOf } from './newest.ts';
import type { Place } from './orders.ts';
import { inTitle } from './texts.ts';
import { wordsWay } from './ways.ts';
import { type Asking, type Hits, hitsIn, type Words } from './words.ts';

export type Places = Pick<Source<Place, never>, 'find' | 'giveUp' | 'count'>;

/** A query that asks for words. */
export type AskedWords = Asked & { words: Words };

/** Issues with all the words in their title come first; of the same kind, what was made last does. */
export async function rankedOf(db: ActorReader, given: AskedWords): Promise<Places> {
  const asked: AskedWords = { ...given, order: { by: 'relevance', isAscending: false } };
  const { walked: way } = await shortestWays(db, asked);
  return way.isCollected
    ? collectedOf(db, { asked, way })
    : walkedByWords(db, { ...asked, titles: titlesOf(db, asked) });
}

type Ranked = AskedWords & { titles: TextHits };

function titlesOf(db: ActorReader, { words, filter }: AskedWords): TextHits {
  return hitsIn(db, inTitle(words.query), filter.projects === undefined ? undefined : JSON.parse(filter.projects));
}

/** Of so many hits that they cannot all be looked at: those in the title, and then the others. */
function walkedByWords(db: ActorReader, asked: Ranked): Places {
  const parts = [
    { rank: 1, find: inTitles(db, asked) },
    { rank: 0, find: walkOf(db, asked, { ...asked.words, hits: elsewhere(asked) }) },
  ];
  let reached: Place | undefined;
  return {
    async find({ after, offset, limit }: Range<Place>) {
      const found: Place[] = [];
      reached = undefined;
      for (const { rank, find } of parts) {
        if (after && (after.rank ?? 0) < rank) continue;
        const within = after?.rank === rank ? after : undefined;
        const part = await find({ after: within, limit: offset + limit - found.length });
        const ranked = (place: Place): Place => ({ ...place, rank });
        found.push(...part.found.map(ranked));
        reached = part.reached && ranked(part.reached);
        if (reached || found.length >= offset + limit) break;
      }
      return found.slice(offset);
    },
    giveUp: async () => reached,
    count: () => countMany(db, asked),
  };
}

/** Of so many hits that they cannot all be counted: those among the newest issues, and all of them where nothing else is asked. */
export async function countMany(db: ActorReader, { filter, words }: AskedWords): Promise<Total> {
  const { projects: _, has_words: __, ...others } = filter;
  if (Object.keys(others).length === 0) return toTotal(MOST_HITS, { isLowerBound: true });
  return countNewest(db, { filter, words });
}

/** What there is behind a place; `reached`: where a call gave up before the end. */
type Find = (range: Omit<Range<Place>, 'offset'>) => Promise<{ found: Place[]; reached?: Place | undefined }>;

function inTitles(db: ActorReader, asked: Ranked): Find {
  const { titles, filter, words } = asked;
  return async (range) => {
    const serials = await titles.upTo(MOST_HITS);
    if (!serials) return walkOf(db, asked, { ...words, hits: titles })(range);
    const { find } = collectedOf(db, { asked, way: wordsWay({ filter }, serials) });
    return { found: await find({ ...range, offset: 0 }) };
  };
}

function walkOf(db: ActorReader, { filter }: Ranked, words: Asking): Find {
  return (range) => newestOf(db, { filter, words }, range);
}

/** Hits that are not in the title. */
function elsewhere({ words: { hits }, titles }: Ranked): Hits {
  return {
    share: hits.share,
    async among(serials) {
      const found = await hits.among(serials);
      const inTitle = await titles.among([...found]);
      return new Set([...found].filter((serial) => !inTitle.has(serial)));
    },
  };
}
