import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { isNumberFree } from '../../issue/commands/number.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { findImported, originOf } from '../queries.ts';
import type { ImportIssues } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';
import { addIssue } from './issue.ts';
import { labelId } from './labels.ts';
import { milestoneId } from './milestones.ts';
import { knownPeople } from './people.ts';
import { previewImport } from './preview.ts';
import { archiveProject, projectFor } from './project.ts';
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
  const imported = await findImported(db, input.source, input.issues);
  const project_id = await projectFor(db, input, { added, by });
  if (hasNews(input, imported)) await addNews(db, { input, imported, project_id, added }, by);
  else added.skipped = input.issues.length;
  await archiveProject(db, { ...input, project_id }, by);
  return counted(added);
}

type News = { input: ImportIssues; imported: Set<string>; project_id: string; added: ImportResult };

/** Nothing more is asked of a part that is here already: its project may be archived by now. */
function hasNews(
  { source, issues, labels, milestones = [], people = [] }: ImportIssues,
  imported: Set<string>,
): boolean {
  if (issues.length > 0) return issues.some((issue) => !imported.has(originOf(source.toLowerCase(), issue)));
  return labels.length + milestones.length + people.length > 0;
}

async function addNews(
  db: ActorWriter,
  { input, imported, project_id, added }: News,
  by: By<SignedInActor>,
): Promise<void> {
  if (added.made.project === null) requireRight(db, 'create_issues', { actor: by.actor, project_id });
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
