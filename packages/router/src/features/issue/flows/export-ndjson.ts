import type { SignedInActor } from '../../../core/actor.ts';
import type { DownloadContext } from '../../../core/download.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { attachmentsOnComments } from '../../attachment/queries/belonging.ts';
import type { Attachment } from '../../attachment/schema/attachment.ts';
import { countEvents, readEventsOf, readNextEvents, type WholeEvent } from '../../event/queries/whole.ts';
import {
  type ExportedComment,
  type ExportedIssue,
  readCommentsOn,
  readExported,
  readNextComments,
} from '../queries/exported.ts';
import { line, type Part, References } from './export-references.ts';

type Context = DownloadContext<SignedInActor>;

type Asked = { someIds: AsyncIterable<string[]>; without_ids: boolean };

/** An issue with more comments, or more events, is read on its own, so many at a time. */
const MOST_TOGETHER = 20;
const MOST_AT_ONCE = 100;

/** All lines of an export. docs/export.md says what each holds. */
export async function* ndjsonLines(db: ActorReader, ctx: Context, asked: Asked): AsyncGenerator<string> {
  const references = new References(db, ctx, asked);
  const total = { issues: 0, comments: 0, events: 0 };
  yield line({ docket: 'export', version: 1, ...(!asked.without_ids && { exported_at: ctx.at }) });
  for await (const ids of asked.someIds) {
    for await (const part of partsOf(db, ids)) {
      yield* await references.introduce(part);
      yield* linesOf(references, part);
      total.issues += part.issues.length;
      total.comments += part.comments.length;
      total.events += part.events.length;
    }
  }
  yield line({ type: 'end', ...total });
}

/** Files stand behind what they hang on. */
function* linesOf(references: References, { issues, comments, files, events }: Part): Generator<string> {
  const filesIn = (some: Attachment[] = []) => some.map((file) => line(references.file(file)));
  for (const one of issues) yield* [line(references.issue(one)), ...filesIn(one.attachments)];
  for (const one of comments) yield* [line(references.comment(one)), ...filesIn(files.get(one.id))];
  for (const one of events) yield line(references.event(one));
}

/** Each issue with its comments, then its events: mostly in few statements for all, and in parts where there are many. */
async function* partsOf(db: ActorReader, ids: string[]): AsyncGenerator<Part> {
  if (ids.length === 0) return;
  const issues = await readExported(db, ids);
  const counts = await countEvents(db, ids);
  const hasMany = ({ comment_count, id }: ExportedIssue) =>
    comment_count > MOST_TOGETHER || (counts.get(id) ?? 0) > MOST_TOGETHER;
  const small = issues.filter((one) => !hasMany(one)).map(({ id }) => id);
  const found = small.length > 0 ? await readCommentsOn(db, small) : [];
  const files = await filesOn(db, issues.some(({ attachment_count }) => attachment_count > 0) ? found : []);
  const comments = Map.groupBy(found, (one) => one.issue_id);
  const events = Map.groupBy(small.length > 0 ? await readEventsOf(db, small) : [], (one) => one.issue_id);
  for (const issue of issues) {
    const { id } = issue;
    yield { issues: [issue], comments: comments.get(id) ?? [], files, events: events.get(id) ?? [] };
    if (hasMany(issue)) yield* restOf(db, { id, project_id: issue.project.id });
  }
}

async function* restOf(db: ActorReader, issue: { id: string; project_id: string }): AsyncGenerator<Part> {
  let comments: ExportedComment[] = [];
  do {
    comments = await readNextComments(db, issue, { after: comments.at(-1), limit: MOST_AT_ONCE });
    yield { issues: [], comments, files: await filesOn(db, comments), events: [] };
  } while (comments.length === MOST_AT_ONCE);
  let events: WholeEvent[] = [];
  do {
    events = await readNextEvents(db, issue, { after: events.at(-1)?.position ?? 0, limit: MOST_AT_ONCE });
    yield { issues: [], comments: [], files: new Map(), events };
  } while (events.length === MOST_AT_ONCE);
}

function filesOn(db: ActorReader, comments: ExportedComment[]): Promise<Part['files']> {
  return attachmentsOnComments(
    db,
    comments.map(({ id }) => id),
  );
}
