import type { Bound } from '@docket/db';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { IssueSummary } from '../schema/issue.ts';

/** What is shown of issues beside others, by their ids: of those that the actor sees and that are not in the bin. */
export async function findSummaries(db: ActorReader, ids: string[]): Promise<Map<string, IssueSummary>> {
  if (ids.length === 0) return new Map();
  const rows = await findRows(db, { ids });
  for (const { project_id } of rows) db.look(project_id);
  return new Map(rows.map((row) => [row.id, toSummary(row)]));
}

const findRows = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  summaryRows(db).where('issue.id', 'in', ids),
);

export function summaryRows(db: ActorReader) {
  return db
    .issues()
    .innerJoin('project', 'project.id', 'issue.project_id')
    .select([
      'issue.id',
      'issue.project_id',
      'issue.number',
      'issue.title',
      'issue.status',
      'project.key as project_key',
    ]);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaryRows>['execute']>>[number];

export function toSummary({ id, project_key, number, title, status }: SummaryRow): IssueSummary {
  return { id, key: `${project_key}-${number}`, title, status };
}
