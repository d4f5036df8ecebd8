import type { SignedInActor } from '../../../core/actor.ts';
import type { Download, DownloadContext } from '../../../core/download.ts';
import { inPieces } from '../../../core/pieces.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { allMatching } from '../queries/all-matching.ts';
import { readBareIssues, readLoneIssues } from '../queries/get.ts';
import type { BareIssue } from '../queries/rows.ts';
import type { ExportIssues } from '../schema/list.ts';
import { csvHeader, csvRows } from './export-csv.ts';
import { ndjsonLines } from './export-ndjson.ts';

type Context = DownloadContext<SignedInActor>;

/** How many issues are held at a time. */
const MOST_AT_ONCE = 50;

const TYPES: Record<ExportIssues['format'], string> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
};

/** All issues that match, as of one moment. However many they are, it holds few of them at a time. */
export function exportIssues(ctx: Context, input: ExportIssues): Download {
  const { format } = input;
  const texts = { ndjson, csv, json }[format];
  return {
    content: inPieces(ctx.snapshot((db) => texts(db, ctx, input))),
    content_type: TYPES[format],
    filename: `docket-${ctx.at.slice(0, 10)}.${format}`,
  };
}

async function* ndjson(db: ActorReader, ctx: Context, input: ExportIssues): AsyncGenerator<string> {
  yield* ndjsonLines(db, ctx, { someIds: someIds(db, ctx, input), without_ids: input.without_ids });
}

async function* csv(db: ActorReader, ctx: Context, input: ExportIssues): AsyncGenerator<string> {
  if (input.bom) yield '\uFEFF';
  yield csvHeader();
  for await (const issues of someIssues(db, ctx, { ...input, read: readLoneIssues })) yield csvRows(issues);
}

async function* json(db: ActorReader, ctx: Context, input: ExportIssues): AsyncGenerator<string> {
  let before = '[\n';
  for await (const issues of someIssues(db, ctx, { ...input, read: readBareIssues })) {
    for (const issue of issues) {
      yield before + JSON.stringify(issue);
      before = ',\n';
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** Reads what is shown of issues, and looks at no more than that. */
type Read = typeof readBareIssues;

async function* someIssues(
  db: ActorReader,
  ctx: Context,
  { read, ...input }: ExportIssues & { read: Read },
): AsyncGenerator<BareIssue[]> {
  for await (const ids of someIds(db, ctx, input)) {
    const issues = await read(
      db,
      ids.map((id) => ({ id })),
    );
    yield ctx.show(issues);
  }
}

async function* someIds(db: ActorReader, ctx: Context, input: ExportIssues): AsyncGenerator<string[]> {
  for await (const ids of allMatching(db, input, ctx)) {
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) yield ids.slice(at, at + MOST_AT_ONCE);
  }
}
