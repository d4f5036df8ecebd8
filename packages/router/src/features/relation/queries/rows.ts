import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { findSummaries, summaryRows, toSummary } from '../../issue/queries/summaries.ts';
import type { Relation, RelationType } from '../schema.ts';
import { storedFrom, typeFrom } from './sides.ts';

/**
 * The relations of an issue that the actor was given, with their other sides. Of an issue that the actor does not see, or
 * that is in the bin, there is none.
 */
function relationRows(db: ActorReader, id: string) {
  const otherSide = sql<string>`case when issue_relation.issue_id = ${id} then other_id else issue_id end`;
  return unguarded(db)
    .selectFrom('issue_relation')
    .innerJoin(summaryRows(db).as('other'), (join) => join.on('other.id', '=', otherSide))
    .where((eb) => eb.or([eb('issue_relation.issue_id', '=', id), eb('issue_relation.other_id', '=', id)]));
}

const COLUMNS = [
  ...(['issue_relation.id as relation_id', 'issue_relation.issue_id', 'issue_relation.type'] as const),
  ...(['issue_relation.created_at', 'other.id', 'other.project_id', 'other.number', 'other.title'] as const),
  ...(['other.status', 'other.project_key'] as const),
];

type RelationRow = Awaited<ReturnType<ReturnType<typeof wholeRows>['execute']>>[number];

/** The same, to be shown. */
export function wholeRows(db: ActorReader, id: string) {
  return relationRows(db, id).select(COLUMNS);
}

/** As the issue of this id has it. */
export function toRelation(db: ActorReader, row: RelationRow, id: string): Relation {
  db.look(row.project_id);
  return { type: typeFrom(row, id), issue: toSummary(row), created_at: row.created_at };
}

/** The relations of these issues that the actor was given, as each has them, in an order that does not depend on ids. */
export async function findRelationsOf(db: ActorReader, ids: string[]): Promise<Map<string, Relation[]>> {
  const rows = await findWith(db, { ids });
  const others = await findSummaries(db, [...new Set(rows.flatMap(({ issue_id, other_id }) => [issue_id, other_id]))]);
  const found = new Map<string, Relation[]>();
  for (const row of rows) {
    for (const [id, other_id] of [[row.issue_id, row.other_id] as const, [row.other_id, row.issue_id] as const]) {
      const issue = others.get(other_id);
      if (!issue || !ids.includes(id)) continue;
      found.set(id, [...(found.get(id) ?? []), { type: typeFrom(row, id), issue, created_at: row.created_at }]);
    }
  }
  for (const relations of found.values()) relations.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  return found;
}

function placeOf({ created_at, type, issue }: Relation): string {
  return `${created_at} ${type} ${issue.key}`;
}

const findWith = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('issue_relation')
    .select(['issue_id', 'type', 'other_id', 'created_at'])
    .where((eb) => eb.or([eb('issue_id', 'in', ids), eb('other_id', 'in', ids)])),
);

type Asked = { id: string; type: RelationType; other_id: string };

/** What an issue is to another one, if it is that. */
export async function findRelation(
  db: ActorReader,
  { id, type, other_id }: Asked,
): Promise<(Relation & { id: string }) | undefined> {
  const stored = storedFrom(type, { id, other_id });
  const row = await wholeRows(db, id)
    .where('issue_relation.issue_id', '=', stored.issue_id)
    .where('issue_relation.type', '=', stored.type)
    .where('issue_relation.other_id', '=', stored.other_id)
    .executeTakeFirst();
  return row && { id: row.relation_id, ...toRelation(db, row, id) };
}

/** How many an issue has, of those that the actor sees: what is hidden decides nothing. */
export async function countRelations(db: ActorReader, id: string): Promise<number> {
  const { count } = await relationRows(db, id)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
