import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { isId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { isNumberFree } from '../../issue/commands/number.ts';
import { createProject } from '../../project/commands/create.ts';
import { findProjectIds, projectNamed } from '../../project/queries/keys.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { findImported, originOf } from '../queries.ts';
import type { ImportIssues, ImportResult } from '../schema.ts';
import { addIssue } from './issue.ts';
import { labelId } from './labels.ts';
import { milestoneId } from './milestones.ts';
import { knownPeople } from './people.ts';
import { previewImport } from './preview.ts';
import { counted, type Import, nothing } from './run.ts';

/**
 * Adds the issues that were not imported before, all or none, to a project, which is made when it is not there. An issue
 * keeps its number when no issue has it in that project, or had it; else it takes the next one, or is left.
 *
 * @throws AppError `project_archived`, `validation_failed` for an id of no project, for a user who is not there, and for
 *   an issue that has neither number nor id
 */
export async function importIssues(db: ActorWriter, input: ImportIssues, by: By<SignedInActor>): Promise<ImportResult> {
  refuseNameless(input);
  if (input.dry_run) return previewImport(db, input, by);
  const added = nothing();
  const project_id = await projectFor(db, input, { added, by });
  const run: Import = {
    db,
    by,
    source: input.source.toLowerCase(),
    project_id,
    isNamed: input.project !== undefined,
    added,
    users: await knownPeople(db, input, by),
    people: new Map(input.people?.map((person) => [person.login, person])),
    labels: new Map(),
    milestones: new Map(),
  };
  for (const label of input.labels) await labelId(run, label);
  for (const milestone of input.milestones ?? []) await milestoneId(run, milestone);
  const imported = await findImported(db, run.source, input.issues);
  for (const issue of input.issues) {
    const { number } = issue;
    const origin = originOf(run.source, issue);
    const isBound = input.when_taken === 'leave' && number !== undefined;
    if (imported.has(origin)) added.skipped += 1;
    else if (isBound && !(await isNumberFree(db, project_id, number))) added.left.push(number);
    else {
      await addIssue(run, issue);
      imported.add(origin);
    }
  }
  if (added.created > 0) await recordImport(run);
  return counted(added);
}

/** Says who imported issues: one that brings its history along has no event of its own that says so. */
async function recordImport({ db, by, source, project_id, added }: Import): Promise<void> {
  const changes = [
    { field: 'source', from: null, to: source },
    { field: 'issues', from: null, to: `${added.created}` },
    { field: 'comments', from: null, to: `${added.comments}` },
  ];
  const about = { subject_id: project_id, project_id, actor: by.actor, at: by.at };
  await recordEvent(db, { type: 'project.imported', ...about, data: { changes } });
}

/** An issue is known again by what it is called at the source. */
function refuseNameless({ issues }: ImportIssues): void {
  const at = issues.findIndex(({ id, number }) => id === undefined && number === undefined);
  if (at >= 0) throw invalidInput(`issues.${at}.number`, 'Required where there is no id', 'required');
}

async function projectFor(
  db: ActorWriter,
  { project, project_details: details }: ImportIssues,
  { added, by }: Pick<Import, 'added' | 'by'>,
): Promise<string> {
  if (project !== undefined && !isId(project) && (await findProjectIds(db, [project])).size === 0) {
    const key = project.toUpperCase();
    added.made.project = key;
    const { created_at = by.at, updated_at = created_at, visibility = 'internal', ...about } = details ?? {};
    const { id } = await createProject(db, { key, name: key, visibility, ...about }, { ...by, at: created_at });
    await db.updateTable('project').set({ updated_at }).where('id', '=', id).execute();
    return id;
  }
  const project_id = await projectNamed(db, project);
  requireRight(db, 'create_issues', { actor: by.actor, project_id });
  return project_id;
}
