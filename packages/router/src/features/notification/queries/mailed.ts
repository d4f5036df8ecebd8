import { sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { readShort, toEvents } from '../../event/queries/rows.ts';
import type { IssueEvent } from '../../event/schema.ts';
import { summaryRows, toSummary } from '../../issue/queries/summaries.ts';
import type { IssueSummary } from '../../issue/schema/issue.ts';
import type { ProjectSummary } from '../../project/schema.ts';
import { levelsOf } from '../../watch/queries/levels.ts';
import { tiesTo } from '../../watch/queries/ties.ts';
import { isToldIn } from '../../watch/queries/told.ts';
import type { WatchLevel } from '../../watch/schema.ts';
import { assignedBy, isNews, writesText } from '../policy.ts';

/** What of an issue is mailed: what happened after and up to these positions of the log. */
export type Span = { issue_id: string; after: number; upto: number };

/** What a mail tells of an issue. */
export type Mailed = {
  issue: IssueSummary;
  project: ProjectSummary;
  events: MailedEvent[];
};

export type MailedEvent = {
  event: IssueEvent;
  /** What was written, as it is now. */
  text: string | null;
  /** Whether it made its reader an assignee. */
  isAssigned: boolean;
};

/** Events that one mail tells of an issue. */
const MOST_EVENTS = 50;

/** Events that are looked at for it, a page at a time: most are of no news, such as those of labels. */
const MOST_PAGES = 20;

/**
 * What others did to an issue in a span, as its reader sees it and wants to hear of it now; undefined: nothing is seen of it,
 * or wanted.
 */
export async function readMailed(db: ActorReader, span: Span, user_id: string): Promise<Mailed | undefined> {
  const row = await summaryRows(db)
    .select(['project.name as project_name', 'issue.description'])
    .where('issue.id', '=', span.issue_id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { wanted, isAssignee } = await standingOf(db, row, user_id);
  if (wanted === 'none' || !isToldIn(db.sight, row.project_id)) return undefined;
  db.look(row.project_id);
  const named = await namingOf(db, row.id, user_id);
  const project = { id: row.project_id, key: row.project_key, name: row.project_name };
  const events: MailedEvent[] = [];
  let after: number | undefined = span.after;
  for (let page = 0; page < MOST_PAGES && events.length < MOST_EVENTS && after !== undefined; page += 1) {
    const keys = await listKeys(db, row, { ...span, after, user_id });
    events.push(...(await readTold(db, row, { keys, named, user_id, wanted, isAssignee })));
    after = keys[MOST_EVENTS - 1]?.position;
  }
  return { issue: toSummary(row), project, events: events.slice(0, MOST_EVENTS) };
}

type Read = { id: string; project_id: string; description: string };

type Key = { position: number };

/** Some of what others did to an issue. */
function listKeys(
  db: ActorReader,
  issue: Read,
  { after, upto, user_id }: Pick<Span, 'after' | 'upto'> & { user_id: string },
): Promise<Key[]> {
  return db
    .eventsOf(issue)
    .select('event.position')
    .where('event.position', '>', after)
    .where('event.position', '<=', upto)
    .where(sql<boolean>`(event.actor_id is null or event.actor_id <> ${user_id})`)
    .orderBy('event.position')
    .limit(MOST_EVENTS)
    .execute();
}

type Telling = { keys: Key[]; named: Naming; user_id: string } & Standing;

/** What of some events is told to a user. */
async function readTold(
  db: ActorReader,
  issue: Read,
  { keys, named, user_id, wanted, isAssignee }: Telling,
): Promise<MailedEvent[]> {
  if (keys.length === 0) return [];
  const rows = await readShort(db, keys);
  const found = await toEvents(db, rows);
  const texts = await readTexts(db, issue, found);
  const isAssignedLater = found.some((event) => assignedBy(event).includes(user_id));
  return found.flatMap((event, at): MailedEvent[] => {
    const isNamed = named.has(rows[at]?.position ?? 0);
    const isFirst = event.type === 'issue.created' && isAssignee && !isAssignedLater;
    const isAssigned = isFirst || assignedBy(event).includes(user_id);
    const isGone = event.type.startsWith('comment.') && !texts.has(event.comment_id ?? '');
    const isWanted = isNamed || isAssigned || (wanted !== 'mentions' && isNews(event));
    if (isGone || !isWanted) return [];
    return [{ event, text: writesText(event) ? (texts.get(event.comment_id ?? '') ?? null) : null, isAssigned }];
  });
}

/** The comments of these events by their ids, and the description by none. */
async function readTexts(db: ActorReader, issue: Read, events: readonly IssueEvent[]): Promise<Map<string, string>> {
  const ids = events.flatMap(({ comment_id }) => comment_id ?? []);
  const comments =
    ids.length === 0
      ? []
      : await db.commentsOn(issue).select(['comment.id', 'comment.body']).where('comment.id', 'in', ids).execute();
  return new Map([['', issue.description], ...comments.map(({ id, body }): [string, string] => [id, body])]);
}

/** The positions of events by which texts name a user. */
type Naming = ReadonlySet<number>;

async function namingOf(db: ActorReader, issue_id: string, user_id: string): Promise<Naming> {
  const rows = await unguarded(db)
    .selectFrom('mention')
    .select('position')
    .where('issue_id', '=', issue_id)
    .where('user_id', '=', user_id)
    .execute();
  return new Set(rows.map(({ position }) => position));
}

type Standing = {
  /** What a user wants to hear of an issue: as said of it, else of its project, else of all. */
  wanted: WatchLevel;
  isAssignee: boolean;
};

async function standingOf(db: ActorReader, { id, project_id }: Read, user_id: string): Promise<Standing> {
  const ties = new Set((await tiesTo(db, [id], { user_id }).execute()).map(({ as }) => as));
  const isAssignee = ties.has('assigned');
  if (ties.has('ignores')) return { wanted: 'none', isAssignee };
  if (ties.has('asked')) return { wanted: 'all', isAssignee };
  const levels = await levelsOf(db, { user_ids: [user_id], project_ids: [project_id] });
  return { wanted: levels.of(user_id, project_id), isAssignee };
}
