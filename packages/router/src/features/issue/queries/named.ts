// What texts name: users, and issues that the reader sees. Read anew for each answer, and for a whole page at once.

import { type Bound, eachText, textOfEach } from '@docket/db';
import { sql } from 'kysely';
import { mostBytes } from '../../../core/answer-size.ts';
import { type References, readReferences } from '../../../core/references.ts';
import { fold } from '../../../core/text.ts';
import { type ActorReader, type Reader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { SUMMARY_COLUMNS, toUserSummary, weighUser } from '../../user/queries.ts';
import type { UserSummary } from '../../user/schema.ts';
import type { Issue, IssueSummary } from '../schema/issue.ts';
import { findSummaries } from './summaries.ts';

export type Named = Pick<Issue, 'mentions' | 'references'>;

/** A text of an issue or a comment, in the project in which `#12` is looked for. */
type Text = { text: string; project_id: string };

type Read = References & { project_id: string };

/**
 * What each of these texts names. A user is there whatever that user sees, and an issue when the actor sees it: one that is
 * hidden, or in the bin, is as one that does not exist, also in the statements that are run. Where nothing is named, none is.
 */
export async function findNamed(db: ActorReader, texts: readonly Text[]): Promise<Named[]> {
  const read = texts.map(({ text, project_id }): Read => ({ ...readReferences(text), project_id }));
  const users = await findMentioned(db, read);
  const issueAt = await findReferred(db, read);
  return read.map(({ users: names, issues, project_id }) => ({
    mentions: names.flatMap(({ username, from, to }) => {
      const user = users.get(fold(username));
      return user ? { user, from, to } : [];
    }),
    references: issues.flatMap(({ from, to, ...written }) => {
      const issue = issueAt({ ...written, project_id });
      return issue ? { issue, from, to } : [];
    }),
  }));
}

async function findMentioned(db: Reader, read: readonly Read[]): Promise<Map<string, UserSummary>> {
  const keys = new Set(read.flatMap(({ users }) => users.map(({ username }) => fold(username))));
  const rows = keys.size > 0 ? await findUsers(db, { keys: [...keys] }) : [];
  return new Map(rows.map(({ username_key, ...row }) => [username_key ?? '', toUserSummary(row)]));
}

const findUsers = prepared((db: Reader, { keys }: Bound<{ keys: string[] }>) =>
  db.selectFrom('user').select(SUMMARY_COLUMNS).select('user.username_key').where('user.username_key', 'in', keys),
);

type Written = { key: string; isNumber: boolean; project_id: string };

async function findReferred(
  db: ActorReader,
  read: readonly Read[],
): Promise<(written: Written) => IssueSummary | undefined> {
  const all = read.flatMap(({ issues, project_id }) => issues.map((one): Written => ({ ...one, project_id })));
  if (all.length === 0) return () => undefined;
  const projects = await findProjectIds(db, [...new Set(all.flatMap((one) => projectWritten(one) ?? []))]);
  const placeOf = (written: Written) => {
    const project = projectWritten(written);
    const project_id = project === undefined ? written.project_id : (projects.get(project) ?? NO_PROJECT);
    return `${project_id}-${written.key.replace(/^.*-/, '')}`;
  };
  const rows = await findAtPlaces(db, { places: JSON.stringify([...new Set(all.map(placeOf))]) });
  const ids = new Map(rows.flatMap(({ place, id }) => (id === null ? [] : [[place, id]])));
  const summaries = await findSummaries(db, [...new Set(ids.values())]);
  return (written) => summaries.get(ids.get(placeOf(written)) ?? '');
}

/** The key of the project in `WEB-12`; undefined in `#12`. */
function projectWritten({ key, isNumber }: Written): string | undefined {
  return isNumber ? undefined : key.replace(/-.*$/, '');
}

/** In place of the id of a project that is not there: such a key costs the same lookup as one that is. As long as an id. */
const NO_PROJECT = '-'.repeat(36);

/** The issues at these places, each the id of a project and a number, and those that were there before they were moved. */
const findAtPlaces = prepared((db: ActorReader, { places }: Bound<{ places: string }>) => {
  const project_id = sql<string>`substr(${textOfEach}, 1, 36)`;
  const number = sql<number>`cast(substr(${textOfEach}, 38) as integer)`;
  const present = db
    .issues()
    .select('issue.id')
    .where('issue.project_id', '=', project_id)
    .where('issue.number', '=', number);
  const moved = unguarded(db)
    .selectFrom('issue_key')
    .select('issue_key.issue_id')
    .where('issue_key.project_id', '=', project_id)
    .where('issue_key.number', '=', number);
  const former = db.issues().select('issue.id').where('issue.id', '=', moved);
  return unguarded(db)
    .selectFrom(eachText(unguarded(db), places))
    .select(textOfEach.as('place'))
    .select((eb) => eb.fn.coalesce(present, former).as('id'))
    .$castTo<{ place: string; id: string | null }>();
});

/** More bytes than it can have in an answer. */
export function weighNamed({ mentions, references }: Named): number {
  const users = mentions.reduce((sum, { user }) => sum + weighUser(user), 0);
  return references.reduce((sum, { issue }) => sum + mostBytes(issue.title), users);
}
