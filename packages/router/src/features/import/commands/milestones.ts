import { addMilestone } from '../../milestone/commands/create.ts';
import { findMilestone } from '../../milestone/queries/get.ts';
import type { ImportedMilestone } from '../schema/inputs.ts';
import type { Import } from './run.ts';

/** The milestone of the project that has a title, which is made when there is none. */
export async function milestoneId(run: Import, milestone: ImportedMilestone): Promise<string> {
  const { db, by, added, milestones, project_id } = run;
  const { title } = milestone;
  const known = milestones.get(title) ?? (await findMilestone(db, title, project_id))?.id;
  const id = known ?? (await addMilestone(db, { ...milestone, project_id }, by)).id;
  if (!known) added.made.milestones.push(title);
  milestones.set(title, id);
  return id;
}
