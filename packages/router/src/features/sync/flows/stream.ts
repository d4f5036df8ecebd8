import type { SignedInActor } from '../../../core/actor.ts';
import type { FeedContext, Source } from '../../../core/stream.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { Renderings, renderingsOfFeeds } from '../../../feed/renderings.ts';
import { changedByEach } from '../queries/changed.ts';
import { isNewRole } from '../queries/changes.ts';
import { askedProjects, scopeOf, viewerOf } from '../queries/scope.ts';
import { typeOf } from '../queries/touched.ts';
import { SCHEMA, type StreamChanges, type SyncMessage } from '../schema.ts';

const shared = renderingsOfFeeds<SyncMessage>();

const RESET: SyncMessage = { schema: SCHEMA, reset: true, changes: [] };

/** What events change in whatever the actor may see. Streams whose actors see the same share the work. */
export async function streamChanges(
  ctx: FeedContext<SignedInActor>,
  { projects, cursor, follow }: StreamChanges,
): Promise<Source<SyncMessage>> {
  const { actor, feed } = ctx;
  const asked = await askedProjects(ctx.db, projects);
  return {
    cursor,
    follow,
    async select(db, entries) {
      const newRole = entries.findLast((entry) => isNewRole(entry, actor));
      if (newRole) return [{ position: newRole.position, data: RESET }];
      const wanted = entries.filter(typeOf);
      const scope = scopeOf(db, actor, asked);
      const mark = ctx.mark();
      const render = async (some: LogEntry[]) => {
        const changed = await changedByEach(db, some, { scope, actor, asked });
        return new Map(
          Array.from(changed, ([position, changes]) => [position, { schema: SCHEMA, reset: false, changes }]),
        );
      };
      // What happens to projects is for each reader another thing, and so are an admin's first looks.
      const isOwn = db.sight.foreign?.size || wanted.some((entry) => typeOf(entry) === 'project');
      const renderings = isOwn ? new Renderings<SyncMessage>() : shared(feed);
      return renderings.of(wanted, { viewer: viewerOf(scope), mark }, render);
    },
  };
}
