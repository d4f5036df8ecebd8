import { batches } from '../../core/batches.ts';
import { type ActorReader, unguarded } from '../../visibility/handles.ts';
import type { ImportedIssue } from './schema.ts';

/** What an issue is known by when it comes again: where it came from, and what it is called there. */
export function originOf(source: string, { id, number }: ImportedIssue): string {
  return `${source.toLowerCase()}#${id ?? number}`;
}

/** Of these origins, those whose issues are here, in whatever project, or in the bin. */
export async function findImported(db: ActorReader, origins: string[]): Promise<Set<string>> {
  if (origins.length === 0) return new Set();
  const rows = await unguarded(db)
    .selectFrom('issue')
    .select('imported_from')
    .where('imported_from', 'in', origins)
    .execute();
  return new Set(rows.flatMap(({ imported_from }) => imported_from ?? []));
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

/** Everybody whom issues name, by their names at the source. */
export function loginsOf(issues: readonly ImportedIssue[]): string[] {
  const named = issues.flatMap(({ author, assignees, comments }) => [
    author,
    ...assignees,
    ...comments.map((comment) => comment.author),
  ]);
  return [...new Set(named)];
}
