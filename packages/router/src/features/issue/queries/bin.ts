import { type Bound, merged, type Tables } from '@docket/db';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { batches } from '../../../core/batches.ts';
import { AppError, invalidInput } from '../../../core/errors.ts';
import { byTime, type List, type Position, readList, toTotal } from '../../../core/pagination.ts';
import { MOST_COUNTED, MOST_LOOKED_AT } from '../../../core/schema.ts';
import { comesAfter } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { may } from '../../project/policy.ts';
import type { Issue } from '../schema/issue.ts';
import type { ListIssues } from '../schema/list.ts';
import { MOST_PARTS } from './asked.ts';
import { findAt, isPlace, placesOf } from './places.ts';
import { projectsMeant } from './projects.ts';
import { type IssueRow, issueRowsAndBin, toIssues, weighIssue } from './rows.ts';

/** What goes with `in_bin`. */
const TAKEN = ['in_bin', 'project', 'page', 'size', 'limit', 'cursor', 'most_bytes'];

/**
 * What is in the bin and the actor may restore, the latest first.
 *
 * @throws AppError `validation_failed` for another filter beside it, or a cursor of another list
 */
export async function listBin(db: ActorReader, input: ListIssues, by: By<SignedInActor>): Promise<List<Issue>> {
  const [other] = Object.entries(input).find(([field, value]) => value !== undefined && !TAKEN.includes(field)) ?? [];
  if (other) throw invalidInput(other, 'Must be left out with `in_bin`: only `project` narrows it', 'not_in_bin');
  const parts = await partsOf(db, input, by);
  return readList(input, {
    cursors: byTime('bin'),
    weigh: weighIssue,
    async find({ after, offset, limit }) {
      const found: Position[] = [];
      for (const some of batches(parts, { most: MOST_PARTS })) {
        found.push(
          ...(await inOrder(db, some, after)
            .limit(offset + limit)
            .execute()),
        );
      }
      return found.sort(latestFirst).slice(offset, offset + limit);
    },
    async count() {
      let total = 0;
      for (const some of batches(parts, { most: MOST_PARTS })) total += await countIn(db, some);
      return toTotal(total);
    },
    async read(keys) {
      const rows = await findOfIds(db, { ids: keys.map(({ id }) => id) });
      const issues = new Map((await toIssues(db, rows)).map((issue) => [issue.id, issue]));
      return keys.flatMap(({ id }) => issues.get(id) ?? []);
    },
  });
}

type Part = { project_id: string; author_id?: string };

/** The projects in which the actor may restore all, and those in which only the actor's own issues. */
async function partsOf(db: ActorReader, input: ListIssues, { actor }: By<SignedInActor>): Promise<Part[]> {
  const { sight } = db;
  const meant = await projectsMeant(db, input.project ?? []);
  return (meant ?? [...sight.projects.keys()]).flatMap((project_id): Part[] => {
    const visibility = sight.projects.get(project_id)?.visibility ?? 'private';
    const position = { visibility, role: sight.roles.get(project_id) };
    if (may(actor, 'delete_issues', position)) return [{ project_id }];
    const isOwn = actor.kind === 'user' && may(actor, 'delete_issues', { ...position, isAuthor: true });
    return isOwn ? [{ project_id, author_id: actor.id }] : [];
  });
}

/** Its other columns are of no interest to who merges the parts, and Kysely cannot forget them: hence the cast below. */
type Walk = SelectQueryBuilder<Tables, keyof Tables, Position>;

function placesIn(db: ActorReader, { project_id, author_id }: Part, after: Position | undefined): Walk {
  const places = unguarded(db)
    .selectFrom('issue')
    .select(['issue.deleted_at as created_at', 'issue.id']) // as a place in a list by time has it
    .where('deleted_at', 'is not', null)
    .where('purge', 'is', null)
    .where('project_id', '=', project_id)
    .where(comesAfter(after, 'desc', ['deleted_at', 'issue.id']));
  return (author_id === undefined ? places : places.where('author_id', '=', author_id)) as unknown as Walk;
}

function inOrder(db: ActorReader, parts: readonly Part[], after: Position | undefined): Walk {
  const walks = parts.map((part) => placesIn(db, part, after));
  return merged(unguarded(db), walks, { by: ['created_at', 'id'], most: MOST_LOOKED_AT });
}

async function countIn(db: ActorReader, parts: readonly Part[]): Promise<number> {
  const [first, ...others] = parts.map((part) => placesIn(db, part, undefined));
  if (!first) return 0;
  const all = others.reduce((some, part) => some.unionAll(part), first).limit(sql.lit(MOST_COUNTED + 1));
  const counted = db.selectFrom(all.as('counted')).select((eb) => eb.fn.countAll<number>().as('count'));
  return Number((await counted.executeTakeFirstOrThrow()).count);
}

function latestFirst(one: Position, other: Position): number {
  return one.created_at === other.created_at
    ? one.id < other.id
      ? 1
      : -1
    : one.created_at < other.created_at
      ? 1
      : -1;
}

/**
 * The row of an issue by its id, key or number, also when it is in the bin.
 *
 * @throws AppError `issue_not_found`
 */
export async function getRowOrBin(db: ActorReader, given: string): Promise<IssueRow> {
  const key = given.toLowerCase();
  const lookUps = { ofIds: findOfIds, ofNumbers: findOfNumbers };
  const rows = isPlace(key)
    ? [...(await findAt(db, await placesOf(db, [key]), lookUps)).values()]
    : await findOfIds(db, { ids: [key] });
  const [row] = rows;
  if (!row) throw new AppError('issue_not_found');
  db.look(row.project_id);
  return row;
}

const findOfIds = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  issueRowsAndBin(db).where('issue.id', 'in', ids),
);

const findOfNumbers = prepared((db: ActorReader, place: Bound<{ project_id: string; numbers: number[] }>) =>
  issueRowsAndBin(db).where('issue.project_id', '=', place.project_id).where('issue.number', 'in', place.numbers),
);
