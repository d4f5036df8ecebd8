import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { SUMMARY_COLUMNS, toUserSummary } from '../../user/queries.ts';
import { issueRows, labelRows, milestoneRows, projectRows, toIssues, toProjects } from './rows.ts';
import { type Scope, within } from './scope.ts';
import type { Type } from './touched.ts';

/** Rows that are held at a time. */
const MOST_AT_ONCE = 500;

type Line = { type: Type } & object;

/** All rows of a scope, some at a time; of issues, those that are open or were changed since a time. */
export async function* allRows(db: ActorReader, scope: Scope, since: string | undefined): AsyncGenerator<Line[]> {
  const reader = within(db, scope);
  const projects = await projectRows(reader).execute();
  yield of('project', toProjects(reader, projects).sort(byKey));
  if (scope.showsUsers) {
    for await (const rows of inOrder((after) => nextUsers(db, after))) yield of('user', rows.map(toUserSummary));
  }
  for await (const rows of inOrder((after) => nextLabels(reader, after))) yield of('label', rows);
  for await (const rows of inOrder((after) => nextMilestones(reader, after))) yield of('milestone', rows);
  for (const project_id of scope.project_ids) {
    for await (const rows of byNumber(reader, { project_id, ...(since !== undefined && { since }) })) {
      yield of('issue', await toIssues(reader, rows));
    }
  }
}

function byKey(one: { key: string }, other: { key: string }): number {
  return one.key < other.key ? -1 : 1;
}

function of(type: Type, rows: object[]): Line[] {
  return rows.map((row) => ({ type, ...row }));
}

async function* inOrder<Row extends { id: string }>(next: (given: { after: string }) => Promise<Row[]>) {
  for (let after = '', isLast = false; !isLast; ) {
    const rows = await next({ after });
    yield rows;
    after = rows.at(-1)?.id ?? after;
    isLast = rows.length < MOST_AT_ONCE;
  }
}

type After = { after: string };

const nextUsers = prepared((db: ActorReader, { after }: Bound<After>) =>
  db
    .selectFrom('user')
    .select(SUMMARY_COLUMNS)
    .where('user.id', '>', after)
    .orderBy('user.id')
    .limit(sql.lit(MOST_AT_ONCE)),
);

const nextLabels = prepared((db: ActorReader, { after }: Bound<After>) =>
  labelRows(db).where('label.id', '>', after).orderBy('label.id').limit(sql.lit(MOST_AT_ONCE)),
);

const nextMilestones = prepared((db: ActorReader, { after }: Bound<After>) =>
  milestoneRows(db).where('milestone.id', '>', after).orderBy('milestone.id').limit(sql.lit(MOST_AT_ONCE)),
);

type InProject = { project_id: string; since?: string };

async function* byNumber(db: ActorReader, wanted: InProject) {
  for (let after = 0, isLast = false; !isLast; ) {
    const rows = await nextIssues(db, { ...wanted, after });
    yield rows;
    after = rows.at(-1)?.number ?? after;
    isLast = rows.length < MOST_AT_ONCE;
  }
}

const nextIssues = prepared((db: ActorReader, { project_id, since, after }: Bound<InProject & { after: number }>) =>
  issueRows(db)
    .where('issue.project_id', '=', project_id)
    .where('issue.number', '>', after)
    .$if(since !== undefined, (query) =>
      query.where((eb) => eb.or([eb('issue.status', '<>', 'closed'), eb('issue.updated_at', '>=', since ?? '')])),
    )
    .orderBy('issue.number')
    .limit(sql.lit(MOST_AT_ONCE)),
);
