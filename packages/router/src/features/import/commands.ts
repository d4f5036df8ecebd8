import type { By, SignedInActor } from '../../core/actor.ts';
import { batches } from '../../core/batches.ts';
import { recordEvent } from '../../core/events.ts';
import { isId, newId } from '../../core/ids.ts';
import { fold } from '../../core/text.ts';
import { type ActorWriter, unguarded } from '../../visibility/handles.ts';
import { setAssignees, setLabels } from '../issue/commands/links.ts';
import { drawNumber, isNumberFree, NEXT_SERIAL } from '../issue/commands/number.ts';
import { addLabel } from '../label/commands/create.ts';
import { findLabelsLike } from '../label/queries/get.ts';
import { findLabelsByName } from '../label/queries/named.ts';
import { createProject } from '../project/commands/create.ts';
import { findProjectIds, projectNamed } from '../project/queries/keys.ts';
import { requireRight } from '../project/queries/rights.ts';
import { findUserByLogin, searchKey } from '../user/queries.ts';
import { canBeUsername } from '../user/schema.ts';
import type { ImportedIssue, ImportedLabel, ImportIssues, ImportResult } from './schema.ts';

/** One import under way. */
type Import = {
  db: ActorWriter;
  by: By<SignedInActor>;
  source: string;
  project_id: string;
  /** The caller has named the project. */
  isNamed: boolean;
  added: ImportResult;
  /** Ids of accounts, by their name at the source. */
  users: Map<string, string>;
  /** Ids of labels, by name. */
  labels: Map<string, string>;
};

/**
 * Adds the issues that were not imported before, all or none, to a project, which is made when it is not there. An issue
 * keeps its number when no issue has it in that project, or had it; else it takes the next one, or is left.
 *
 * @throws AppError `project_archived`, `validation_failed` for an id of no project
 */
export async function importIssues(db: ActorWriter, input: ImportIssues, by: By<SignedInActor>): Promise<ImportResult> {
  const added: ImportResult = { created: 0, skipped: 0, left: [], renumbered: 0, comments: 0, users: 0, labels: 0 };
  const source = input.source.toLowerCase();
  const project_id = await projectFor(db, input.project, by);
  const run: Import = {
    db,
    by,
    source,
    project_id,
    isNamed: input.project !== undefined,
    added,
    users: new Map(),
    labels: new Map(),
  };
  for (const label of input.labels) await labelId(run, label);
  const leavesTaken = input.when_taken === 'leave';
  for (const issue of input.issues) {
    if (await wasImported(run, issue)) added.skipped += 1;
    else if (leavesTaken && !(await isNumberFree(db, run.project_id, issue.number))) added.left.push(issue.number);
    else await addIssue(run, issue);
  }
  return added;
}

async function projectFor(db: ActorWriter, project: string | undefined, by: By<SignedInActor>): Promise<string> {
  if (project !== undefined && !isId(project) && (await findProjectIds(db, [project])).size === 0) {
    const key = project.toUpperCase();
    return (await createProject(db, { key, name: key, visibility: 'internal' }, by)).id;
  }
  const project_id = await projectNamed(db, project);
  requireRight(db, 'create_issues', { actor: by.actor, project_id });
  return project_id;
}

async function wasImported({ db, source }: Import, { number }: ImportedIssue): Promise<boolean> {
  const found = await unguarded(db)
    .selectFrom('issue')
    .select('id')
    .where('imported_from', '=', `${source}#${number}`)
    .executeTakeFirst();
  return found !== undefined;
}

async function addIssue(run: Import, issue: ImportedIssue): Promise<void> {
  const { db, by, source, project_id, added } = run;
  const { title, description, status, created_at, updated_at } = issue;
  const id = newId();
  const number = await drawNumber(db, { project_id, status }, issue.number);
  const assignees = await inOrder(issue.assignees, (login) => userId(run, login));
  await db
    .insertInto('issue')
    .values({
      id,
      project_id,
      serial: NEXT_SERIAL,
      number,
      title,
      description,
      status,
      priority: 'medium',
      author_id: await userId(run, issue.author),
      version: 1,
      imported_from: `${source}#${issue.number}`,
      created_at,
      updated_at,
      closed_at: status === 'closed' ? (issue.closed_at ?? updated_at) : null,
      assignee_count: assignees.length,
      comment_count: issue.comments.length,
    })
    .execute();
  const labels = await inOrder(issue.labels, (name) => labelId(run, { name, color: '#ededed', description: null }));
  const made = { id, project_id, created_at, status, priority: 'medium' as const };
  await setLabels(db, made, labels);
  await setAssignees(db, made, assignees);
  await addComments(run, id, issue);
  await recordEvent(db, { type: 'issue.imported', subject_id: id, project_id, actor: by.actor, at: by.at });
  added.created += 1;
  if (number !== issue.number) added.renumbered += 1;
}

async function addComments(run: Import, issue_id: string, { comments }: ImportedIssue): Promise<void> {
  const rows = [];
  for (const { author, ...comment } of comments) {
    rows.push({ ...comment, id: newId(), issue_id, author_id: await userId(run, author) });
  }
  // Thousands of comments are few statements, because every other writer waits meanwhile.
  for (const batch of batches(rows, { most: 256 })) await run.db.insertInto('comment').values(batch).execute();
  run.added.comments += rows.length;
}

async function labelId(run: Import, label: ImportedLabel): Promise<string> {
  const { db, by, added, labels, project_id } = run;
  const { name } = label;
  const known = labels.get(name) ?? (await findLabelsByName(db, [name], project_id)).find(name)?.id;
  const id = known ?? (await addLabel(db, { ...label, project_id: await placeOfLabel(run, name) }, by)).id;
  if (!known) added.labels += 1;
  labels.set(name, id);
  return id;
}

/** Labels come into the project that is named; else they are of all projects, unless one of them has its own of this name. */
async function placeOfLabel({ db, project_id, isNamed }: Import, name: string): Promise<string | null> {
  return isNamed || (await findLabelsLike(db, name)).length > 0 ? project_id : null;
}

/**
 * The account of a person at the source. It is known by where it came from and never by its name
 * alone, so nobody can register a name first and be taken for its owner.
 */
async function userId(run: Import, login: string): Promise<string> {
  const { db, added, users } = run;
  const [site] = run.source.split(':');
  const imported_from = `${site}:${login.toLowerCase()}`;
  const known =
    users.get(imported_from) ??
    (await db.selectFrom('user').select('id').where('imported_from', '=', imported_from).executeTakeFirst())?.id;
  const id = known ?? (await addUser(run, { login, imported_from }));
  if (!known) added.users += 1;
  users.set(imported_from, id);
  return id;
}

async function addUser(
  { db, by }: Import,
  { login, imported_from }: { login: string; imported_from: string },
): Promise<string> {
  const id = newId();
  const isFree = canBeUsername(login) && !(await findUserByLogin(db, login));
  await db
    .insertInto('user')
    .values({
      id,
      email: `${id}@imported.invalid`, // no mail ever goes to .invalid (RFC 2606)
      username: isFree ? login : null,
      username_key: isFree ? fold(login) : null,
      first_name: login,
      role: 'user',
      password_hash: null,
      search_key: searchKey({ first_name: login }),
      imported_from,
      created_at: by.at,
      updated_at: by.at,
    })
    .execute();
  await recordEvent(db, { type: 'user.imported', subject_id: id, actor: by.actor, at: by.at });
  return id;
}

/** The distinct rows that `make` gives the ids of, run one after another. */
async function inOrder<Item>(items: Item[], make: (item: Item) => Promise<string>): Promise<{ id: string }[]> {
  const made = new Set<string>();
  for (const item of items) made.add(await make(item));
  return Array.from(made, (id) => ({ id }));
}
