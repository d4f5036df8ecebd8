import type { SignedInActor } from '../../../core/actor.ts';
import type { Download, DownloadContext } from '../../../core/download.ts';
import { inPieces } from '../../../core/pieces.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { allMatching, lookAtMatching } from '../queries/all-matching.ts';
import { readIssues } from '../queries/get.ts';
import type { ExportIssues } from '../schema.ts';

type Context = DownloadContext<SignedInActor>;

/** All issues that match, as of one moment. However many they are, it holds few of them at a time. */
export async function exportIssues(ctx: Context, input: ExportIssues): Promise<Download> {
  await lookAtMatching(ctx.db, input, ctx);
  return {
    content: inPieces(ctx.snapshot((db) => lines(db, ctx, input))),
    content_type: 'application/x-ndjson',
    filename: `docket-${ctx.at.slice(0, 10)}.ndjson`,
  };
}

/** How many issues are read at a time. */
const MOST_AT_ONCE = 100;

async function* lines(db: ActorReader, ctx: Context, input: ExportIssues): AsyncGenerator<string> {
  yield line({ docket: 'export', version: 1, exported_at: ctx.at });
  for await (const ids of allMatching(db, input, ctx)) {
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
      const some = ids.slice(at, at + MOST_AT_ONCE).map((id) => ({ id }));
      for (const issue of await readIssues(db, some)) yield line({ type: 'issue', ...ctx.show(issue) });
    }
  }
  yield line({ type: 'end' });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
