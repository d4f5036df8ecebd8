import { batches } from '../../core/batches.ts';
import { isId } from '../../core/ids.ts';
import { type ActorReader, unguarded } from '../../visibility/handles.ts';
import { sees } from '../../visibility/sight.ts';
import type { ImportedIssue } from './schema/inputs.ts';

/** What an issue is known by when it comes again: where it came from, and what it is called there. */
export function originOf(source: string, issue: ImportedIssue): string {
  return issue.imported_from ?? `${source.toLowerCase()}#${nameAtSource(issue)}`;
}

/** As the answer of an import has it. */
export function nameAtSource({ id, number }: ImportedIssue): string {
  return id ?? `${number}`;
}

/** Of these issues, the origins of those that are here, in whatever project, or in the bin. */
export async function findImported(db: ActorReader, source: string, issues: ImportedIssue[]): Promise<Set<string>> {
  if (issues.length === 0) return new Set();
  const origins = issues.map((issue) => originOf(source, issue));
  const found = await unguarded(db)
    .selectFrom('issue')
    .select('imported_from')
    .where('imported_from', 'in', origins)
    .execute();
  const own = isDocket(source) ? await findOwn(db, issues) : [];
  return new Set([...found.flatMap(({ imported_from }) => imported_from ?? []), ...own]);
}

/** A Docket knows what was exported from itself. */
async function findOwn(db: ActorReader, issues: ImportedIssue[]): Promise<string[]> {
  const byId = new Map(issues.map((issue) => [issue.id ?? '', originOf(OWN, issue)]));
  const ids = [...byId.keys()].filter(isId);
  if (ids.length === 0) return [];
  const rows = await unguarded(db).selectFrom('issue').select('id').where('id', 'in', ids).execute();
  return rows.map(({ id }) => byId.get(id) ?? '');
}

/** What names an issue of whatever source. */
const ORIGIN = /^[a-z]{1,30}:.+#/;

/** The ids of issues that are here, by what they are called at their source, or else by where they came from. */
export async function findThoseHere(db: ActorReader, source: string, names: string[]): Promise<Map<string, string>> {
  const here = new Map<string, string>();
  for (const some of batches(names, { most: 256 })) {
    const known = some.filter((name) => ORIGIN.test(name)).map((name): [string, string] => [name, name]);
    const called = some.map((name): [string, string] => [`${source.toLowerCase()}#${name}`, name]);
    for (const origins of [new Map(known), new Map(called)]) {
      for (const { id, imported_from } of await findSeen(db, 'imported_from', [...origins.keys()])) {
        here.set(origins.get(imported_from ?? '') ?? '', id);
      }
    }
    const own = isDocket(source) ? some.filter(isId) : [];
    for (const { id } of await findSeen(db, 'id', own)) here.set(id, id);
  }
  return here;
}

/**
 * Issues that are seen and not in the bin, which is asked here and not by the statement: PostgreSQL would take an index of those
 * that are not in it, and read all of it for each statement until it knows that the table is not empty any more.
 */
async function findSeen(db: ActorReader, column: 'id' | 'imported_from', values: string[]) {
  if (values.length === 0) return [];
  const columns = ['id', 'imported_from', 'project_id', 'deleted_at'] as const;
  const rows = await unguarded(db).selectFrom('issue').select(columns).where(column, 'in', values).execute();
  return rows.filter(({ project_id, deleted_at }) => deleted_at === null && sees(db.sight, project_id));
}

type Pair = { issue_id: string; other_id: string };

/** What there is already of relations like these. */
export async function findRelated(db: ActorReader, pairs: Pair[]) {
  const found = [];
  for (const some of batches(pairs, { most: 256 })) {
    const rows = unguarded(db)
      .selectFrom('issue_relation')
      .select(['issue_id', 'type', 'other_id'])
      .where(
        'issue_id',
        'in',
        some.map(({ issue_id }) => issue_id),
      )
      .where(
        'other_id',
        'in',
        some.map(({ other_id }) => other_id),
      );
    found.push(...(await rows.execute()));
  }
  return found;
}

/** Where the issues of a Docket come from. Their ids, and those of their people, are in no other. */
const OWN = 'docket:export';

/** Of these ids of an export, those that nothing has here: what is imported keeps them, so that it is equal when it is exported again. */
export async function findFreeIds(
  db: ActorReader,
  source: string,
  { ids, table }: { ids: (string | undefined)[]; table: 'issue' | 'comment' | 'user' },
): Promise<Set<string>> {
  const wanted = isDocket(source) ? ids.flatMap((id) => (id !== undefined && isId(id) ? id : [])) : [];
  const free = new Set(wanted);
  for (const some of batches(wanted, { most: 256 })) {
    const rows = await unguarded(db).selectFrom(table).select('id').where('id', 'in', some).execute();
    for (const { id } of rows) free.delete(id);
    if (table !== 'issue') continue;
    const known = unguarded(db).selectFrom('event').select('subject_id').where('subject_id', 'in', some);
    for (const { subject_id } of await known.execute()) free.delete(subject_id);
  }
  return free;
}

function isDocket(source: string): boolean {
  return source.toLowerCase() === OWN;
}

/** What a person is known by when they come again. The names of one site are those of one set of people. */
export function originOfPerson(source: string, login: string): string {
  const [site] = source.toLowerCase().split(':');
  return `${site}:${login.toLowerCase()}`;
}

/** The ids of the accounts that were made for people of these origins. */
export async function findImportedUsers(db: ActorReader, origins: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const some of batches(origins, { most: 256 })) {
    const query = db.selectFrom('user').select(['id', 'imported_from']).where('imported_from', 'in', some);
    for (const { id, imported_from } of await query.execute()) found.set(imported_from ?? '', id);
  }
  return found;
}

/** The users of this Docket whom its own export names. */
export async function findOwnUsers(db: ActorReader, source: string, logins: string[]): Promise<string[]> {
  const ids = isDocket(source) ? logins.filter(isId) : [];
  const found: string[] = [];
  for (const some of batches(ids, { most: 256 })) {
    const query = db.selectFrom('user').select('id').where('id', 'in', some).where('deleted_at', 'is', null);
    found.push(...(await query.execute()).map(({ id }) => id));
  }
  return found;
}

/** Whom the history of issues names as having been assigned. */
export function assignedOnce(issues: readonly ImportedIssue[]): string[] {
  const changes = issues.flatMap(({ history = [] }) => history.flatMap((event) => event.changes));
  const values = changes.flatMap(({ field, from, to }) =>
    field === 'assignees' ? [from ?? [], to ?? []].flat(2) : [],
  );
  return [...new Set(values)];
}

/** Everybody whom issues name, by their names at the source. */
export function loginsOf(issues: readonly ImportedIssue[]): string[] {
  const named = issues.flatMap(({ author, assignees, comments, history = [] }) => [
    author,
    ...assignees,
    ...comments.map((comment) => comment.author),
    ...history.flatMap(({ actor }) => actor ?? []),
  ]);
  return [...new Set(named)];
}
