import type { Bound } from '@docket/db';
import { AppError } from '../../../core/errors.ts';
import { isId } from '../../../core/ids.ts';
import { fold } from '../../../core/text.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Milestone, MilestoneSummary } from '../schema.ts';

/** @throws AppError `milestone_not_found` */
export async function getMilestone(db: ActorReader, id: string): Promise<Milestone> {
  const row = await milestoneRows(db).where('milestone.id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('milestone_not_found');
  db.look(row.project_id);
  return toMilestone(row);
}

/** What all spellings of a title have in common. */
export function titleKey(title: string): string {
  return fold(title);
}

/** The milestone of a project that has this id or title. */
export async function findMilestone(
  db: ActorReader,
  named: string,
  project_id: string,
): Promise<MilestoneSummary | undefined> {
  const found = await findMilestones(db, named);
  return found.find((milestone) => milestone.project_id === project_id);
}

type InProject = MilestoneSummary & { project_id: string };

/** The one that has this id, or those that have it for a title, of whatever projects. */
export async function findMilestones(db: ActorReader, named: string): Promise<InProject[]> {
  const [own] = isId(named) ? await findById(db, { id: named.toLowerCase() }) : [];
  return own ? [own] : findByKey(db, { key: titleKey(named) });
}

const COLUMNS = [
  'milestone.id',
  'milestone.title',
  'milestone.due_on',
  'milestone.state',
  'milestone.project_id',
] as const;

const findById = prepared((db: ActorReader, { id }: Bound<{ id: string }>) =>
  db.milestones().select(COLUMNS).where('milestone.id', '=', id),
);

const findByKey = prepared((db: ActorReader, { key }: Bound<{ key: string }>) =>
  db.milestones().select(COLUMNS).where('milestone.title_key', '=', key),
);

/** Milestones with their projects. PostgreSQL reads all projects for a join, and looks each up for a value. */
export function milestoneRows(db: ActorReader) {
  return db
    .milestones()
    .selectAll('milestone')
    .select((eb) => {
      const project = eb.selectFrom('project').whereRef('project.id', '=', 'milestone.project_id');
      return [project.select('project.key').as('project_key'), project.select('project.name').as('project_name')];
    });
}

type MilestoneRow = Awaited<ReturnType<ReturnType<typeof milestoneRows>['execute']>>[number];

export function toMilestone(row: MilestoneRow): Milestone {
  const { id, title, due_on, state, description, open_issues, closed_issues, version } = row;
  const project = { id: row.project_id, key: row.project_key ?? '', name: row.project_name ?? '' };
  const { created_at, updated_at, closed_at } = row;
  const shown = { id, title, due_on, state, project, description, open_issues, closed_issues };
  return { ...shown, version, created_at, updated_at, closed_at };
}
