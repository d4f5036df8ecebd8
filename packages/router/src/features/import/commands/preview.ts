import type { By, SignedInActor } from '../../../core/actor.ts';
import { fold } from '../../../core/text.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { findLabelsByName } from '../../label/queries/named.ts';
import { findMilestone } from '../../milestone/queries/get.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { assignedOnce, findImported, loginsOf, nameAtSource, originOf, originOfPerson } from '../queries.ts';
import type { ImportedIssue, ImportIssues } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';
import { areKnown, hasNews } from './news.ts';
import { isFormerKeyFree, readNumbers } from './numbers.ts';
import { knownPeople, nameOf } from './people.ts';
import { findProject } from './project.ts';
import { counted, nothing } from './run.ts';

/**
 * What an import of these issues would add, as things are now. It changes nothing.
 *
 * @throws AppError as `importIssues`
 */
export async function previewImport(
  db: ActorWriter,
  input: ImportIssues,
  by: By<SignedInActor>,
): Promise<ImportResult> {
  const added = nothing();
  const imported = await findImported(db, input.source, input.issues);
  if (areKnown(input, imported)) return counted({ ...added, known: input.issues.map(nameAtSource) });
  const project_id = await findProject(db, input.project);
  if (project_id === null) added.made.project = input.project?.toUpperCase() ?? null;
  if (hasNews(input) && project_id !== null) requireRight(db, 'create_issues', { actor: by.actor, project_id });
  const fresh = input.issues.filter((issue) => {
    const origin = originOf(input.source, issue);
    if (imported.has(origin)) added.known.push(nameAtSource(issue));
    return !imported.has(origin) && imported.add(origin);
  });
  const wanted = await readNumbers(db, { issues: fresh, project_id });
  const isTaken = ({ number }: ImportedIssue) =>
    number !== undefined && project_id !== null && !wanted.numbers.isFree({ project_id, number });
  const isLeft = (issue: ImportedIssue) => input.when_taken === 'leave' && isTaken(issue);
  const issues = fresh.filter((issue) => !isLeft(issue));
  added.left = fresh.filter(isLeft).map(nameAtSource);
  added.created = issues.length;
  added.renumbered = issues.filter(isTaken).length;
  const formerKeys = issues.flatMap(({ former_keys = [] }) => former_keys);
  added.dropped_keys = formerKeys.filter((key) => !isFormerKeyFree(wanted, key));
  added.comments = issues.reduce((sum, { comments }) => sum + comments.length, 0);
  const people = await newPeople(db, { ...input, issues }, by);
  added.made.users = people.map(({ name }) => name);
  added.made.logins = people.map(({ login }) => login);
  added.made.labels = await newLabels(db, { ...input, issues }, project_id);
  added.made.milestones = await newMilestones(db, { ...input, issues }, project_id);
  return counted(added);
}

async function newPeople(db: ActorWriter, input: ImportIssues, by: By<SignedInActor>) {
  const known = await knownPeople(db, input, by);
  const names = new Map(
    input.people?.map(({ login, name = login, username }) => [login, nameOf({ login, name, username })]),
  );
  const made = new Map<string, { login: string; name: string }>();
  const described = assignedOnce(input.issues).filter((login) => names.has(login));
  for (const login of [...loginsOf(input.issues), ...described]) {
    const origin = originOfPerson(input.source, login);
    if (!known.has(origin) && !made.has(origin)) made.set(origin, { login, name: names.get(login) ?? login });
  }
  return [...made.values()];
}

async function newLabels(db: ActorWriter, input: ImportIssues, project_id: string | null): Promise<string[]> {
  const names = onceEach([...input.labels.map(({ name }) => name), ...input.issues.flatMap(({ labels }) => labels)]);
  const { find } = await findLabelsByName(db, names, project_id ?? '');
  return names.filter((name) => find(name) === undefined);
}

async function newMilestones(db: ActorWriter, input: ImportIssues, project_id: string | null): Promise<string[]> {
  const named = input.issues.flatMap(({ milestone }) => milestone ?? []);
  const titles = onceEach([...(input.milestones ?? []).map(({ title }) => title), ...named]);
  const made = [];
  for (const title of titles) {
    if (project_id === null || !(await findMilestone(db, title, project_id))) made.push(title);
  }
  return made;
}

/** Of names that differ in their spelling only, the first. */
function onceEach(names: string[]): string[] {
  return [...new Map(names.toReversed().map((name) => [fold(name), name])).values()].toReversed();
}
