import type { SignedInActor } from '../../../core/actor.ts';
import type { Download, DownloadContext } from '../../../core/download.ts';
import { inPieces } from '../../../core/pieces.ts';
import { lastPosition, positionText } from '../../../core/positions.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { allRows } from '../queries/all-rows.ts';
import { askedProjects, type Scope, scopeOf } from '../queries/scope.ts';
import { type BootstrapSync, PROTOCOL, SCHEMA } from '../schema.ts';

type Context = DownloadContext<SignedInActor>;

/** All that a copy begins with, as of one moment, however much it is: docs/sync.md says what each line holds. */
export async function bootstrap(ctx: Context, input: BootstrapSync): Promise<Download> {
  await scopeIn(ctx.db, ctx, input);
  return {
    content: inPieces(ctx.snapshot((db) => lines(db, ctx, input))),
    content_type: 'application/x-ndjson',
    filename: `docket-sync-${ctx.at.slice(0, 10)}.ndjson`,
  };
}

async function* lines(db: ActorReader, ctx: Context, input: BootstrapSync): AsyncGenerator<string> {
  const scope = await scopeIn(db, ctx, input);
  const cursor = positionText(await lastPosition(db));
  const projects = [...scope.project_ids].toSorted();
  yield line({ protocol: PROTOCOL, schema: SCHEMA, cursor, projects });
  let count = 0;
  for await (const rows of allRows(db, scope, input.since)) {
    count += rows.length;
    yield ctx.show(rows).map(line).join('');
  }
  yield line({ end: true, rows: count });
}

/** What there is to see, at which the actor looks. */
async function scopeIn(db: ActorReader, { actor }: Context, { projects }: BootstrapSync): Promise<Scope> {
  const scope = scopeOf(db, actor, await askedProjects(db, projects));
  for (const id of scope.project_ids) db.look(id);
  return scope;
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
