import type { By, SignedInActor } from '../../../core/actor.ts';
import { fold } from '../../../core/text.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { findLabelsByName } from '../../label/queries/named.ts';
import { findMilestone } from '../../milestone/queries/get.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { assignedOnce, findImported, loginsOf, nameAtSource, originOf, originOfPerson } from '../queries.ts';
import type { ImportIssues } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';
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
  const issues = input.issues.filter((issue) => {
    const origin = originOf(input.source, issue);
    if (imported.has(origin)) added.known.push(nameAtSource(issue));
    return !imported.has(origin) && imported.add(origin);
  });
  added.created = issues.length;
  const project_id = await findProject(db, input.project);
  const isWanted = issues.length > 0 || input.issues.length === 0;
  if (project_id === null && isWanted) added.made.project = input.project?.toUpperCase() ?? null;
  const isNew = issues.length > 0 || (input.issues.length === 0 && input.labels.length > 0);
  if (isNew && project_id !== null) requireRight(db, 'create_issues', { actor: by.actor, project_id });
  const wanted = await readNumbers(db, { issues, project_id });
  const formerKeys = issues.flatMap(({ former_keys = [] }) => former_keys);
  added.dropped_keys = formerKeys.filter((key) => !isFormerKeyFree(wanted, key));
  added.comments = issues.reduce((sum, { comments }) => sum + comments.length, 0);
  added.renumbered = issues.filter(
    ({ number }) => number !== undefined && project_id !== null && !wanted.numbers.isFree({ project_id, number }),
  ).length;
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
