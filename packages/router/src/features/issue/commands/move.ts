import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { moveFilesOf } from '../../attachment/commands/gone.ts';
import { labelsIn } from '../../label/queries/named.ts';
import { getProject } from '../../project/queries/get.ts';
import { projectNamed } from '../../project/queries/keys.ts';
import { findSeeing } from '../../project/queries/members.ts';
import { requireRight } from '../../project/queries/rights.ts';
import type { Project } from '../../project/schema.ts';
import type { Issue } from '../schema/issue.ts';
import type { UpdateIssue } from '../schema/write.ts';
import { milestoneIn } from './milestone.ts';
import { countOut, drawNumber, oldNumbers } from './number.ts';

/**
 * The project that an issue is to be moved to. Undefined: it stays where it is.
 *
 * @throws AppError `validation_failed` when the actor sees no such project, `forbidden`, `project_archived`
 */
export async function targetOf(
  db: ActorWriter,
  { before, input }: { before: Issue; input: UpdateIssue },
  { actor }: By<SignedInActor>,
): Promise<Project | undefined> {
  if (input.project === undefined) return undefined;
  const { project, author } = before;
  const project_id = await projectNamed(db, input.project);
  if (project_id === project.id) return undefined;
  requireRight(db, 'move_issues', { actor, project_id: project.id, people: { author_id: author.id } });
  requireRight(db, 'create_issues', { actor, project_id });
  return getProject(db, project_id);
}

type Move = { before: Issue; target: Project; isConfirmed: boolean };

/**
 * Gives an issue a number in another project, and its old key to whoever asks by that. Labels and the milestone of its
 * old project become those of the same name in the new one, or are taken off, and so is who does not see it there.
 *
 * @param issue what it is to be, but for its place
 * @throws AppError `visibility_unconfirmed`
 */
export async function moveIssue(db: ActorWriter, issue: Issue, { before, target, isConfirmed }: Move): Promise<Issue> {
  const { id, key, name } = target;
  if (!isConfirmed) refuseDisclosure(db, before, target);
  await countOut(db, { project_id: before.project.id, status: before.status });
  await keepKey(db, before);
  await moveFilesOf(db, before.id, { from: before.project.id, to: id });
  const number = await drawNumber(db, { project_id: id, status: issue.status }, await takeOldNumber(db, before.id, id));
  const labels = await labelsIn(db, issue.labels, id);
  const milestone = await milestoneIn(db, issue.milestone, id);
  const assignees = await assigneesIn(db, issue.assignees, id);
  return { ...issue, project: { id, key, name }, number, key: `${key}-${number}`, labels, milestone, assignees };
}

/** Those of the assigned who see a project. */
async function assigneesIn(db: ActorWriter, assignees: Issue['assignees'], project_id: string) {
  if (assignees.length === 0) return assignees;
  const ids = assignees.map(({ id }) => id);
  const seeing = await findSeeing(db, project_id, ids);
  return assignees.filter(({ id }) => seeing.has(id));
}

/** What only the members of a project saw is not shown to every user by mistake. */
function refuseDisclosure(db: ActorWriter, { key, project }: Issue, target: Project): void {
  const from = db.sight.projects.get(project.id);
  if (from?.visibility !== 'private' || target.visibility !== 'internal') return;
  const now = `Only the members of ${project.key} and admins see ${key} now.`;
  const then = `In ${target.key} every user would, with its comments and its history`;
  throw new AppError('visibility_unconfirmed', {
    detail: `${now} ${then}: send \`confirm_visibility: true\` if that is meant`,
  });
}

async function keepKey(db: ActorWriter, { id, project, number }: Issue): Promise<void> {
  await db.insertInto('issue_key').values({ project_id: project.id, number, issue_id: id }).execute();
}

/** The number that an issue had in a project: when it comes back, it is what it was. */
async function takeOldNumber(db: ActorWriter, issue_id: string, project_id: string): Promise<number | undefined> {
  const [had] = await oldNumbers(db, { issue_id, project_id });
  if (!had) return undefined;
  await db.deleteFrom('issue_key').where('project_id', '=', project_id).where('number', '=', had.number).execute();
  return had.number;
}
