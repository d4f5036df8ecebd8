import { isOneOf } from '@docket/db';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { type Levels, levelsOf, listWatchersOfAll } from '../../watch/queries/levels.ts';
import { type TieRow, tiesTo } from '../../watch/queries/ties.ts';
import type { Mentions } from './mentions.ts';
import type { News } from './news.ts';

/** Who may be told of some news, and what of that is known. */
export type Audience = {
  /** The projects of issues that are not in the bin. */
  projects: ReadonlyMap<string, string>;
  /** How users take part, by issue and user. */
  ties: ReadonlyMap<string, ReadonlyMap<string, TieRow[]>>;
  levels: Levels;
  /** Who wants to hear all that happens somewhere. */
  watching: readonly string[];
  /** Whether a user may be told what happens in a project. */
  mayBeTold(user_id: string, project_id: string): boolean;
};

const NOBODY: Audience = {
  projects: new Map(),
  ties: new Map(),
  levels: { of: () => 'none' },
  watching: [],
  mayBeTold: () => false,
};

/** Looks up all that says who is to be told. */
export async function findAudience(
  db: ActorReader,
  news: readonly News[],
  mentions: Iterable<Mentions>,
): Promise<Audience> {
  const issue_ids = [...new Set(news.map(({ subject_id }) => subject_id))];
  const issues = await db
    .issues()
    .select(['issue.id', 'issue.project_id'])
    .where('issue.id', 'in', issue_ids)
    .execute();
  const project_ids = [...new Set(issues.map(({ project_id }) => project_id))];
  if (project_ids.length === 0) return NOBODY;
  const found = await tiesTo(db, issue_ids).execute();
  const watching = await listWatchersOfAll(db, project_ids);
  const named = Array.from(mentions, ({ now }) => [...now.keys()]).flat();
  const user_ids = [...new Set([...found.map(({ user_id }) => user_id), ...watching, ...named])];
  return {
    projects: new Map(issues.map(({ id, project_id }) => [id, project_id])),
    ties: byIssueAndUser(found),
    levels: await levelsOf(db, { user_ids, project_ids }),
    watching,
    mayBeTold: await rightsOf(db, user_ids, project_ids),
  };
}

function byIssueAndUser(ties: readonly TieRow[]): Audience['ties'] {
  const ofIssues = Map.groupBy(ties, ({ issue_id }) => issue_id);
  return new Map(Array.from(ofIssues, ([id, rows]) => [id, Map.groupBy(rows, ({ user_id }) => user_id)]));
}

/** As `mayBeTold` of watch/queries/told.ts asks of one project, and of accounts to which somebody can sign in. */
async function rightsOf(
  db: ActorReader,
  user_ids: readonly string[],
  project_ids: readonly string[],
): Promise<Audience['mayBeTold']> {
  if (user_ids.length === 0) return NOBODY.mayBeTold;
  const users = await db
    .selectFrom('user')
    .select('id')
    .where(isOneOf(db, 'id', JSON.stringify(user_ids)))
    .where('deleted_at', 'is', null)
    .where('deactivated_at', 'is', null)
    .where('unconfirmed_since', 'is', null)
    .where('password_hash', 'is not', null) // else it came with an import, and nobody can sign in to it
    .execute();
  const open = new Set(users.map(({ id }) => id));
  const members = await unguarded(db)
    .selectFrom('project_member')
    .select(['project_id', 'user_id'])
    .where('project_id', 'in', project_ids)
    .where(isOneOf(db, 'user_id', JSON.stringify(user_ids)))
    .execute();
  const isMember = new Set(members.map(({ project_id, user_id }) => `${project_id} ${user_id}`));
  return (user_id, project_id) =>
    open.has(user_id) &&
    (db.sight.projects.get(project_id)?.visibility === 'internal' || isMember.has(`${project_id} ${user_id}`));
}
