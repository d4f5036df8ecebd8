import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { nextSerial } from '../../issue/commands/number.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { findFreeIds, findImported, nameAtSource, originOf } from '../queries.ts';
import type { ImportedIssue, ImportIssues } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';
import { addIssue } from './issue.ts';
import { knownLabels, labelId } from './labels.ts';
import { milestoneId } from './milestones.ts';
import { areKnown, hasNews } from './news.ts';
import { readNumbers } from './numbers.ts';
import { knownPeople } from './people.ts';
import { previewImport } from './preview.ts';
import { archiveProject, findProject, projectFor } from './project.ts';
import { counted, type Import, noRows, nothing, writeRows } from './run.ts';

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
  if (areKnown(input, imported)) {
    const project_id = await findProject(db, input.project);
    if (project_id !== null) await archiveProject(db, { ...input, project_id }, by);
    return counted({ ...added, known: input.issues.map(nameAtSource) });
  }
  const project_id = await projectFor(db, input, { added, by });
  if (hasNews(input)) await addNews(db, { input, imported, project_id, added }, by);
  await archiveProject(db, { ...input, project_id }, by);
  return counted(added);
}

type News = { input: ImportIssues; imported: Set<string>; project_id: string; added: ImportResult };

async function addNews(db: ActorWriter, news: News, by: By<SignedInActor>): Promise<void> {
  const { input, added, project_id } = news;
  if (added.made.project === null) requireRight(db, 'create_issues', { actor: by.actor, project_id });
  const run = await begin(db, news, by);
  for (const label of input.labels) await labelId(run, label);
  for (const milestone of input.milestones ?? []) await milestoneId(run, milestone);
  await addIssues(run, news);
  await writeRows(run);
  if (added.created > 0) await recordImport(run);
}

/** What is asked of all issues is asked at once: thousands of statements would keep every other writer waiting. */
async function begin(
  db: ActorWriter,
  { input, imported, project_id, added }: News,
  by: By<SignedInActor>,
): Promise<Import> {
  const source = input.source.toLowerCase();
  const issues = input.issues.filter((issue) => !imported.has(originOf(source, issue)));
  const names = new Set([...input.labels.map(({ name }) => name), ...issues.flatMap(({ labels }) => labels)]);
  return {
    db,
    by,
    source,
    project_id,
    isNamed: input.project !== undefined,
    added,
    users: await knownPeople(db, input, by),
    people: new Map(input.people?.map((person) => [person.login, person])),
    labels: await knownLabels(db, [...names], project_id),
    milestones: new Map(),
    free: {
      issues: await findFreeIds(db, source, { ids: issues.map(({ id }) => id), table: 'issue' }),
      comments: await findFreeIds(db, source, { ids: issues.flatMap(namesOfComments), table: 'comment' }),
    },
    ...(await readNumbers(db, { issues, project_id })),
    serial: await nextSerial(db),
    rows: noRows(),
  };
}

/** What the comments on an issue are called, and those that were deleted. */
function namesOfComments({ comments, history = [] }: ImportedIssue): (string | undefined)[] {
  return [...comments.map(({ id }) => id), ...history.map(({ comment }) => comment ?? undefined)];
}

async function addIssues(run: Import, { input, imported }: News): Promise<void> {
  const { added, numbers, project_id, source } = run;
  for (const issue of input.issues) {
    const { number } = issue;
    const origin = originOf(source, issue);
    const isBound = input.when_taken === 'leave' && number !== undefined;
    if (imported.has(origin)) added.known.push(nameAtSource(issue));
    else if (isBound && !numbers.isFree({ project_id, number })) added.left.push(nameAtSource(issue));
    else {
      await addIssue(run, issue);
      imported.add(origin);
    }
  }
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
