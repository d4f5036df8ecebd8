import type { ActorReader } from '../../../visibility/handles.ts';
import type { TieRow } from '../../watch/queries/ties.ts';
import type { Tie } from '../../watch/schema.ts';
import { assignedBy, reasonFor, writesText } from '../policy.ts';
import { REASONS, type Reason } from '../schema.ts';
import { type Audience, findAudience } from './audience.ts';
import { findMentions, type Mentions, namesIn, textKey, textKeyOf } from './mentions.ts';
import type { News } from './news.ts';

/** Something to tell a user of an issue, of one or more events. */
export type Telling = {
  user_id: string;
  issue_id: string;
  /** Its place among the reasons. */
  reason: number;
  count: number;
  first: News;
  last: News;
  /** The edit of many issues that all of it is a part of. */
  bulk_id: string | null;
};

export type Told = {
  tellings: Telling[];
  mentions: Mentions[];
  /** Who comments on an issue watches it again. */
  resumed: { issue_id: string; user_id: string; at: string }[];
  /** All up to there has been looked at. */
  upto: number;
};

/** What is written down in one transaction, about: others wait for it. */
const MOST_TELLINGS = 2000;

/** Whom to tell what of these news, or of the first of them where that is much. */
export async function whatToTell(db: ActorReader, news: readonly News[], upto: number): Promise<Told> {
  if (news.length === 0) return { tellings: [], mentions: [], resumed: [], upto };
  const mentions = await findMentions(db, news);
  const audience = await findAudience(db, news, mentions.values());
  const shown = new Map(Array.from(mentions).flatMap(([key, one]) => within(one, audience).map((of) => [key, of])));
  const named = newlyNamed(news, shown);
  const tiesAt = tiesAmong(news, { audience, named });
  const tellings = new Map<string, Telling>();
  const done: News[] = [];
  for (const one of news) {
    if (tellings.size >= MOST_TELLINGS) break;
    for (const [user_id, reason] of toldOf(one, { audience, tiesAt, named: named.get(one) ?? [] })) {
      const key = `${user_id} ${one.subject_id}`;
      tellings.set(key, withMore(tellings.get(key), one, { user_id, reason: REASONS.indexOf(reason) }));
    }
    done.push(one);
  }
  const texts = new Set(done.map(textKey));
  return {
    tellings: [...tellings.values()],
    mentions: Array.from(shown).flatMap(([key, one]) => (texts.has(key) ? withPositions(one, named) : [])),
    resumed: done.flatMap(resumedBy),
    upto: done.length < news.length ? (done.at(-1)?.position ?? upto) : upto,
  };
}

/**
 * A name is a mention for whoever may read the text: of others it tells nothing, and to others nothing is told. In an issue
 * that is in the bin all stays as it is, until that is restored.
 */
function within(mentions: Mentions, { projects, mayBeTold }: Audience): Mentions[] {
  const project_id = projects.get(mentions.issue_id);
  if (project_id === undefined) return [];
  return [{ ...mentions, now: new Map([...mentions.now].filter(([user_id]) => mayBeTold(user_id, project_id))) }];
}

/** Who is named for the first time in a text: by the first event after which it names them, but by none of their own. */
function newlyNamed(news: readonly News[], mentions: ReadonlyMap<string, Mentions>): Map<News, string[]> {
  const named = new Map<News, string[]>();
  const ofTexts = Map.groupBy(news.filter(writesText), textKey);
  for (const [key, { now, before }] of mentions) {
    const events = ofTexts.get(key) ?? [];
    for (const [user_id, { name }] of now) {
      if (before.has(user_id)) continue;
      const by = events.find((one, at) => one.actor_id !== user_id && isNamedAfter(events[at + 1], name));
      if (by) named.set(by, [...(named.get(by) ?? []), user_id]);
    }
  }
  return named;
}

/** Whether a text has this name until the next event about it, as far as is known; without a next one it has it now. */
function isNamedAfter(next: News | undefined, name: string): boolean {
  const text = next?.changes.find(({ field }) => field === 'description' || field === 'body');
  return typeof text?.from !== 'string' || text.from_is_cut === true || namesIn(text.from).includes(name);
}

/** How a user took part in the issue when this happened. */
type TiesAt = (one: News, user_id: string) => Tie[];

/** What is known of ties is what they are now: of those that came with these news, each holds from then on. */
function tiesAmong(
  news: readonly News[],
  { audience, named }: { audience: Audience; named: ReadonlyMap<News, string[]> },
): TiesAt {
  const ofIssues = Map.groupBy(news, ({ subject_id }) => subject_id);
  return (one, user_id) => {
    const told = ofIssues.get(one.subject_id) ?? [];
    const hasEnded = (tie: TieRow) => told.some((other) => ends(other, tie) && other.position <= one.position);
    const hasBegun = (tie: TieRow) => {
      const first = told.find((other) => begins(other, tie));
      if (first) return first.position <= one.position;
      return tie.since === null || tie.since <= one.created_at;
    };
    const known = audience.ties.get(one.subject_id)?.get(user_id) ?? [];
    const ties = known.filter((tie) => hasBegun(tie) && !hasEnded(tie)).map(({ as }) => as);
    const wasNamed = told.some((other) => other.position < one.position && named.get(other)?.includes(user_id));
    return wasNamed ? [...ties, 'mention'] : ties;
  };
}

/** Whether a tie came with this. */
function begins(one: News, { as, user_id, since }: TieRow): boolean {
  if (as === 'assigned') return assignedBy(one).includes(user_id);
  return as === 'comment' && isCommentOf(user_id, one) && one.created_at === since;
}

/** Who comments on an issue after wanting to hear nothing of it, wants to from there on. */
function ends(one: News, { as, user_id, since }: TieRow): boolean {
  return as === 'ignores' && isCommentOf(user_id, one) && since !== null && since < one.created_at;
}

function isCommentOf(user_id: string, { type, actor_id }: News): boolean {
  return type === 'comment.created' && actor_id === user_id;
}

type Given = { audience: Audience; tiesAt: TiesAt; named: readonly string[] };

/** Nobody is told of one's own act. */
function* toldOf(one: News, { audience, tiesAt, named }: Given): Iterable<[user_id: string, Reason]> {
  const project_id = audience.projects.get(one.subject_id);
  if (project_id === undefined) return;
  const isNew = one.type === 'issue.created';
  const assigned = assignedBy(one);
  for (const user_id of new Set([
    ...(audience.ties.get(one.subject_id)?.keys() ?? []),
    ...audience.watching,
    ...named,
  ])) {
    if (user_id === one.actor_id || !audience.mayBeTold(user_id, project_id)) continue;
    const ties = tiesAt(one, user_id);
    const reason = reasonFor({
      happened: one,
      ties,
      level: audience.levels.of(user_id, project_id),
      isNamed: named.includes(user_id),
      isAssigned: assigned.includes(user_id) || (isNew && ties.includes('assigned')),
    });
    if (reason) yield [user_id, reason];
  }
}

/** With the events by which users are named. */
function withPositions(mentions: Mentions, named: ReadonlyMap<News, string[]>): Mentions {
  const positions = new Map(
    Array.from(named).flatMap(([{ position, ...one }, ids]) =>
      textKey(one) === textKeyOf(mentions) ? ids.map((id) => [id, position] as const) : [],
    ),
  );
  const now = Array.from(
    mentions.now,
    ([id, one]) => [id, { ...one, position: positions.get(id) ?? one.position }] as const,
  );
  return { ...mentions, now: new Map(now) };
}

function withMore(
  before: Telling | undefined,
  one: News,
  { user_id, reason }: Pick<Telling, 'user_id' | 'reason'>,
): Telling {
  const { subject_id: issue_id, bulk_id } = one;
  if (!before) return { user_id, issue_id, reason, count: 1, first: one, last: one, bulk_id };
  return {
    ...before,
    reason: Math.min(before.reason, reason),
    count: before.count + 1,
    last: one,
    bulk_id: before.bulk_id === bulk_id ? bulk_id : null,
  };
}

function resumedBy({ type, subject_id: issue_id, actor_id: user_id, created_at: at }: News): Told['resumed'] {
  return type === 'comment.created' && user_id !== null ? [{ issue_id, user_id, at }] : [];
}
