import { TextHits, type TextQuery } from '@docket/db';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';

/** Which of some issues have words, by their serials, and what share of all has them, about, where that is known. */
export type Hits = Pick<TextHits, 'among' | 'share'>;

export type Asking = {
  hits: Hits;
  /** The issue whose key the words are: it is found with and without them. */
  named_id?: string;
};

/** The words that are asked for, and the index that knows which issues have them. */
export type Words = Asking & { query: TextQuery; hits: TextHits };

/** The hits of a query, which are counted among the issues that are meant. */
export function hitsIn(db: ActorReader, query: TextQuery, projects: readonly string[] | undefined): TextHits {
  return new TextHits(unguarded(db), query, { projects });
}

type Asked = { id: string; serial: number };

/** Those of some issues that have the words, in their order. */
export async function having<Issue extends Asked>(words: Asking | undefined, issues: Issue[]): Promise<Issue[]> {
  if (!words) return issues;
  const hits = await words.hits.among(issues.map(({ serial }) => serial));
  return issues.filter(({ id, serial }) => hits.has(serial) || id === words.named_id);
}

/** Most words that are looked for are in many issues: a page is full before so many are asked. */
const ASKED_FIRST = 100;

/** Of so many times as many as it takes on average, a page is nearly always full. */
const MARGIN = 2;

type Reading<Issue> = {
  /** The first issues in order: so many, or all that a call looks at. */
  read(most?: number): Promise<Issue[]>;
  /** Whether the place of an issue is behind that of another. */
  isBehind(issue: Issue, other: Issue): boolean;
};

/**
 * The first issues that have the words. They may be read twice: what others write meanwhile may move an issue, but no place.
 */
export async function firstHaving<Issue extends Asked>(
  words: Asking,
  wanted: number,
  { read, isBehind }: Reading<Issue>,
): Promise<Issue[]> {
  const { share = 1 } = words.hits;
  const most = share > 0 ? Math.max(ASKED_FIRST, Math.ceil((MARGIN * wanted) / share)) : undefined;
  const first = await read(most);
  const found = await having(words, first);
  const last = most && first[most - 1];
  if (found.length >= wanted || !last) return found.slice(0, wanted);
  const asked = new Set(first.map(({ id }) => id));
  const others = (await read()).filter((issue) => isBehind(issue, last) && !asked.has(issue.id));
  return [...found, ...(await having(words, others))].slice(0, wanted);
}
