import type { SignedInActor } from '../../../core/actor.ts';
import { getLogId } from '../../../core/positions.ts';
import type { FeedContext, Source } from '../../../core/stream.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { Renderings, renderingsOfFeeds } from '../../../feed/renderings.ts';
import { seenTypes } from '../policy.ts';
import { filterOf } from '../queries/filter.ts';
import { showEntries } from '../queries/log.ts';
import type { Filter } from '../queries/walk.ts';
import type { LogEvent, StreamEvents } from '../schema.ts';

const shared = renderingsOfFeeds<LogEvent>();

/**
 * What happens and the actor may see, as `listEvents` shows it. Streams whose actors see the same share the work.
 *
 * @throws AppError `issue_not_found`
 */
export async function streamEvents(
  ctx: FeedContext<SignedInActor>,
  { cursor, follow, ...asked }: StreamEvents,
): Promise<Source<LogEvent>> {
  const filter = await filterOf(ctx.db, asked, ctx);
  const log_id = await getLogId(ctx.db);
  const seen = seenTypes(ctx.actor);
  const isOfIssue = filter?.issue !== undefined;
  return {
    cursor,
    follow,
    asksFor: (entry) => filter !== undefined && matches(entry, filter),
    async select(db, entries) {
      const mark = ctx.mark();
      const show = (some: LogEntry[]) => showEntries(db, some, { seen, log_id, isOfIssue });
      const own = db.sight.foreign?.size ? new Renderings<LogEvent>() : shared(ctx.feed); // whose looks are the reader's own
      const viewer = `${isOfIssue} ${seen.always.length > 0} ${db.sight.seen}`;
      return own.of(entries, { viewer, mark }, show);
    },
  };
}

function matches(entry: LogEntry, { issue, actor_id, types, projects }: Filter): boolean {
  if (issue && entry.subject_id !== issue.id) return false;
  if (actor_id !== undefined && entry.actor_id !== actor_id) return false;
  if (types && !types.some((type) => type === entry.type)) return false;
  return !projects || (entry.project_id !== null && projects.includes(entry.project_id));
}
