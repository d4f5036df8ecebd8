import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { mostBytes } from '../../../core/answer-size.ts';
import { AppError } from '../../../core/errors.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { readShort, toEvents, weighEvent } from '../../event/queries/rows.ts';
import type { IssueEvent } from '../../event/schema.ts';
import { summaryRows, toSummary } from '../../issue/queries/summaries.ts';
import { isToldIn } from '../../watch/queries/told.ts';
import { type Notification, REASONS, STATES, type State } from '../schema.ts';

type NotificationRow = Selectable<Tables['notification']>;

/** What lists go by, from behind: the unread ones first, and of each kind the newest. */
export function orderKey(state: State, at: string): string {
  return `${STATES.indexOf(state)}${at}`;
}

/**
 * A notification of a user about an issue that is seen.
 *
 * @throws AppError `notification_not_found`
 */
export async function getNotification(db: ActorReader, id: string, user_id: string): Promise<Notification> {
  const row = await unguarded(db)
    .selectFrom('notification')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', user_id)
    .executeTakeFirst();
  const [notification] = row ? await toNotifications(db, [row]) : [];
  if (!notification) throw new AppError('notification_not_found');
  return notification;
}

/** Notifications as callers get them: those about issues that the actor sees. */
export async function toNotifications(db: ActorReader, rows: NotificationRow[]): Promise<Notification[]> {
  if (rows.length === 0) return [];
  const issues = await findIssues(
    db,
    rows.map(({ issue_id }) => issue_id),
  );
  const seen = rows.filter(({ issue_id }) => issues.has(issue_id));
  const events = await findEvents(db, seen);
  return seen.flatMap(({ id, issue_id, position, reason, order_key, count, created_at, updated_at }) => {
    const about = issues.get(issue_id);
    const [state, why] = [STATES[Number(order_key[0])], REASONS[reason]];
    if (!about || !state || !why) return [];
    return { id, ...about, reason: why, state, count, event: events.get(position) ?? null, created_at, updated_at };
  });
}

/** Issues of which there may be something to tell: an admin's look at a project of others is not made by an inbox. */
export function toldIssues(db: ActorReader) {
  const untold = [...db.sight.projects.keys()].filter((id) => sees(db.sight, id) && !isToldIn(db.sight, id));
  return db
    .issues()
    .select('issue.id')
    .$if(untold.length > 0, (query) => query.where('issue.project_id', 'not in', untold));
}

async function findIssues(db: ActorReader, ids: string[]) {
  const rows = await summaryRows(db).select('project.name as project_name').where('issue.id', 'in', ids).execute();
  const told = rows.filter(({ project_id }) => isToldIn(db.sight, project_id));
  return new Map(
    told.map((row) => {
      db.look(row.project_id);
      const project = { id: row.project_id, key: row.project_key, name: row.project_name };
      return [row.id, { issue: toSummary(row), project }];
    }),
  );
}

/** By their positions. What an issue has taken out of its events is not told. */
async function findEvents(db: ActorReader, rows: NotificationRow[]): Promise<Map<number, IssueEvent>> {
  if (rows.length === 0) return new Map();
  const found = await readShort(db, rows);
  const events = await toEvents(db, found);
  return new Map(
    found.flatMap(({ position }, at) => {
      const event = events[at];
      return event ? [[position, event]] : [];
    }),
  );
}

/** More bytes than a notification can have in a list. */
export function weighNotification({ issue, project, event }: Notification): number {
  return mostBytes(issue.title, project.name) + (event ? weighEvent(event) : 0);
}
