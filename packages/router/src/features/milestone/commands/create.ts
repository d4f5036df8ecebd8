import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { projectNamed } from '../../project/queries/keys.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getMilestone, titleKey } from '../queries/get.ts';
import type { CreateMilestone, Milestone } from '../schema.ts';
import { refuseTakenTitle } from './titles.ts';

/**
 * Makes a milestone of a project.
 *
 * @throws AppError `forbidden`, `project_archived`, `milestone_taken`, `validation_failed` for a project that is not there
 */
export async function createMilestone(
  db: ActorWriter,
  input: CreateMilestone,
  { actor, at }: By<SignedInActor>,
): Promise<Milestone> {
  const { title, description = null, due_on = null } = input;
  const project_id = await projectNamed(db, input.project);
  requireRight(db, 'manage_content', { actor, project_id });
  return addMilestone(db, { title, description, due_on, project_id, closed_at: null }, { actor, at });
}

type NewMilestone = Pick<Milestone, 'title' | 'description' | 'due_on' | 'closed_at'> & {
  project_id: string;
  /** Of one that is older than this. */
  created_at?: string | undefined;
  updated_at?: string | undefined;
};

/**
 * The same for whoever may do so.
 *
 * @throws AppError `milestone_taken`
 */
export async function addMilestone(
  db: ActorWriter,
  { title, description, due_on, project_id, closed_at, ...times }: NewMilestone,
  { actor, at }: By<SignedInActor>,
): Promise<Milestone> {
  const { created_at = at, updated_at = created_at } = times;
  await refuseTakenTitle(db, { title, project_id });
  const id = newId();
  const texts = { title, title_key: titleKey(title), description, due_on };
  const state = closed_at === null ? 'open' : 'closed';
  await db
    .insertInto('milestone')
    .values({ id, project_id, ...texts, state, closed_at, created_at, updated_at })
    .execute();
  await recordEvent(db, { type: 'milestone.created', subject_id: id, project_id, actor, at });
  return getMilestone(db, id);
}
