import { insertAllInto, type NewRow } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { type NewEvent, recordEvents } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { type NewLinks, writeLinks } from '../../issue/commands/links.ts';
import { countManyInMilestones } from '../../issue/commands/milestone.ts';
import type { ImportedPerson } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';
import type { WantedNumbers } from './numbers.ts';
import { type NewParent, writeParents } from './parents.ts';
import { type NewRelation, writeRelations } from './relations.ts';

/** One import under way. */
export type Import = WantedNumbers & {
  db: ActorWriter;
  by: By<SignedInActor>;
  source: string;
  project_id: string;
  /** The caller has named the project. */
  isNamed: boolean;
  added: ImportResult;
  /** Ids of accounts, by the origin of their people. */
  users: Map<string, string>;
  /** What was said of people, by their names at the source. */
  people: Map<string, ImportedPerson>;
  /** Ids of labels, by name. */
  labels: Map<string, string>;
  /** Ids of milestones, by title. */
  milestones: Map<string, string>;
  /** Ids at the source that nothing has here. */
  free: Record<'issues' | 'comments', Set<string>>;
  /** Of the next issue. */
  serial: number;
  rows: Rows;
};

/** What is written at the end, in few statements for all issues. */
export type Rows = NewLinks & {
  issues: (Omit<NewRow<'issue'>, 'milestone_id'> & { milestone_id: string | null })[];
  comments: NewRow<'comment'>[];
  events: NewEvent[];
  relations: NewRelation[];
  parents: NewParent[];
};

export function noRows(): Rows {
  return { issues: [], labels: [], assignees: [], comments: [], events: [], relations: [], parents: [] };
}

export async function writeRows({ db, source, numbers, rows }: Import): Promise<void> {
  const { issues, comments, events } = rows;
  await insertAllInto(db, 'issue', issues);
  await writeLinks(db, rows);
  await writeRelations(db, source, rows.relations);
  await writeParents(db, source, rows.parents);
  await insertAllInto(db, 'comment', comments);
  await numbers.write(db);
  await countManyInMilestones(db, issues);
  await recordEvents(db, events);
  db.reindex(...issues.map(({ id }) => id));
}

export function nothing(): ImportResult {
  const counts = { created: 0, skipped: 0, renumbered: 0, comments: 0, users: 0, labels: 0, milestones: 0 };
  const made = { users: [], logins: [], labels: [], milestones: [], project: null };
  return { ...counts, known: [], left: [], dropped_keys: [], made };
}

/** The same, with everything that was made counted. */
export function counted(result: ImportResult): ImportResult {
  const { known, made } = result;
  const [users, labels, milestones] = [made.users.length, made.labels.length, made.milestones.length];
  return { ...result, skipped: known.length, users, labels, milestones };
}
