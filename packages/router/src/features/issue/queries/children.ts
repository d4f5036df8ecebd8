import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema/issue.ts';

type Children = Issue['children'];

export const NO_CHILDREN: Children = { total: 0, closed: 0 };

/** How many of the issues that are part of these the actor sees. */
export async function countChildren(db: ActorReader, ids: string[]): Promise<Map<string, Children>> {
  if (ids.length === 0) return new Map();
  const rows = await countOf(db, { ids });
  return new Map(
    rows.map(({ parent_id, total, closed }) => [parent_id, { total: Number(total), closed: Number(closed) }]),
  );
}

const countOf = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  db
    .issues()
    .select(({ fn }) => [
      'issue.parent_id',
      fn.countAll<number>().as('total'),
      sql<number>`count(case when issue.status = 'closed' then 1 end)`.as('closed'),
    ])
    .where('issue.parent_id', 'in', ids)
    .groupBy('issue.parent_id')
    .$castTo<{ parent_id: string; total: number; closed: number }>(),
);
