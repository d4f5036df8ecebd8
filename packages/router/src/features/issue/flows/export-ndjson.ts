import type { SignedInActor } from '../../../core/actor.ts';
import type { DownloadContext } from '../../../core/download.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { toComments } from '../../comment/queries.ts';
import { countEvents, readEventsOf, readNextEvents, type WholeEvent } from '../../event/queries/whole.ts';
import {
  type ExportedComment,
  type ExportedIssue,
  readCommentsOn,
  readExported,
  readNextComments,
} from '../queries/exported.ts';

/** An issue with more comments, or more events, is read on its own, so many at a time. */
const MOST_TOGETHER = 20;
const MOST_AT_ONCE = 100;

/** All lines of an export. docs/export.md says what each holds. */
export async function* ndjsonLines(
  db: ActorReader,
  ctx: DownloadContext<SignedInActor>,
  someIds: AsyncIterable<string[]>,
): AsyncGenerator<string> {
  let issues = 0;
  yield line({ docket: 'export', version: 1, exported_at: ctx.at });
  for await (const ids of someIds) {
    for await (const issue of wholeIssues(db, ids)) {
      yield line({ type: 'issue', ...ctx.show(issue) });
      issues += 1;
    }
  }
  yield line({ type: 'end', issues });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** Issues with their comments and their history: in few statements for all, but for those that have many. */
async function* wholeIssues(db: ActorReader, ids: string[]): AsyncGenerator<object> {
  if (ids.length === 0) return;
  const issues = await readExported(db, ids);
  const counts = await countEvents(db, ids);
  const hasMany = ({ comment_count, id }: ExportedIssue) =>
    comment_count > MOST_TOGETHER || (counts.get(id) ?? 0) > MOST_TOGETHER;
  const small = issues.filter((one) => !hasMany(one)).map(({ id }) => id);
  const comments = Map.groupBy(small.length > 0 ? await readCommentsOn(db, small) : [], (one) => one.issue_id);
  const events = Map.groupBy(small.length > 0 ? await readEventsOf(db, small) : [], (one) => one.issue_id);
  for (const issue of issues) {
    const { id, project } = issue;
    if (hasMany(issue)) yield whole(db, issue, await manyOf(db, { id, project_id: project.id }));
    else yield whole(db, issue, { comments: comments.get(id) ?? [], events: events.get(id) ?? [] });
  }
}

type Beside = { comments: ExportedComment[]; events: WholeEvent[] };

async function manyOf(db: ActorReader, issue: { id: string; project_id: string }): Promise<Beside> {
  const comments: ExportedComment[] = [];
  for (let some = MOST_AT_ONCE; some === MOST_AT_ONCE; ) {
    const next = await readNextComments(db, issue, { after: comments.at(-1), limit: MOST_AT_ONCE });
    comments.push(...next);
    some = next.length;
  }
  const events: WholeEvent[] = [];
  for (let some = MOST_AT_ONCE; some === MOST_AT_ONCE; ) {
    const next = await readNextEvents(db, issue, { after: events.at(-1)?.position ?? 0, limit: MOST_AT_ONCE });
    events.push(...next);
    some = next.length;
  }
  return { comments, events };
}

async function whole(db: ActorReader, exported: ExportedIssue, { comments, events }: Beside): Promise<object> {
  const { attachment_count, ...issue } = exported;
  const shown = comments.length > 0 ? await toComments(db, comments, { attachment_count }) : [];
  return {
    ...issue,
    comments: shown.map(({ issue_id: _, ...comment }) => comment),
    history: events.map(({ issue_id: _, position: _position, ...event }) => event),
  };
}
