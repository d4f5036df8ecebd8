import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { IssueFilters } from '../schema/list.ts';
import type { Filter } from './asked.ts';
import { matches } from './conditions.ts';
import { meantBy } from './filter.ts';
import { having, type Words } from './words.ts';

/** How many issues one statement looks at. */
const MOST_AT_ONCE = 500;

/**
 * The ids of all issues that match, some at a time: project by project, by number. Unlike a list it gives up nowhere, and
 * takes as long as there are issues in the projects that are meant.
 */
export async function* allMatching(
  db: ActorReader,
  input: IssueFilters,
  by: By<SignedInActor>,
): AsyncGenerator<string[]> {
  const meant = await meantBy(db, input, by);
  if (!meant) return;
  const { projects: _, ...filter } = meant.filter; // it is asked of each issue in turn
  for (const project_id of await inOrder(db, meant.projects))
    yield* matchingIn(db, { project_id, filter, words: meant.words });
}

/** Those of these issues that match, also in the bin. */
export async function matchingAmong(
  db: ActorReader,
  ids: string[],
  { by, ...input }: IssueFilters & { by: By<SignedInActor> },
): Promise<Set<string>> {
  const meant = ids.length > 0 ? await meantBy(db, input, by) : undefined;
  const found = meant ? await having(meant.words, await askEach(db, { ...meant.filter, ids })) : [];
  return new Set(found.map(({ id }) => id));
}

const askEach = prepared((db: ActorReader, { ids, ...filter }: Bound<Filter & { ids: string[] }>) => {
  const candidates = db.issuesAndBin().select(ASKED).select('issue.project_id').where('issue.id', 'in', ids);
  return db
    .selectFrom(candidates.as('candidate'))
    .select(['candidate.id', 'candidate.serial'])
    .where(matches(db, filter, { isCovered: true }));
});

/** By their keys, as the keys of their issues are. */
async function inOrder(db: ActorReader, ids: string[] | undefined): Promise<string[]> {
  const projects = await db.projects().select(['project.id', 'project.key']).execute();
  const wanted = ids && new Set(ids);
  const meant = wanted ? projects.filter(({ id }) => wanted.has(id)) : projects;
  return meant.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ id }) => id);
}

type InProject = { project_id: string; filter: Filter; words: Words | undefined };

async function* matchingIn(db: ActorReader, { project_id, filter, words }: InProject): AsyncGenerator<string[]> {
  for (let after = 0, isLast = false; !isLast; ) {
    const looked = await lookAt(db, { ...filter, project_id, after });
    const matching = await having(
      words,
      looked.filter(({ is_match }) => is_match),
    );
    yield matching.map(({ id }) => id);
    after = looked.at(-1)?.number ?? after;
    isLast = looked.length < MOST_AT_ONCE;
  }
}

type Window = Filter & { project_id: string; after: number };

/** What is asked of an issue itself. */
const ASKED = [
  ...(['issue.id', 'issue.number', 'issue.status', 'issue.priority', 'issue.author_id', 'issue.milestone_id'] as const),
  ...(['issue.parent_id', 'issue.assignee_count', 'issue.created_at', 'issue.updated_at', 'issue.closed_at'] as const),
  ...(['issue.due_on', 'issue.serial'] as const),
];

/** The next issues of a project, and whether each matches. */
const lookAt = prepared((db: ActorReader, { project_id, after, ...filter }: Bound<Window>) => {
  const candidates = db
    .issues()
    .select(ASKED)
    .where('issue.project_id', '=', project_id)
    .where('issue.number', '>', after)
    .orderBy('issue.number')
    .limit(sql.lit(MOST_AT_ONCE));
  return db
    .selectFrom(candidates.as('candidate'))
    .select(['candidate.id', 'candidate.number', 'candidate.serial'])
    .select(sql<number>`case when ${matches(db, filter, { isCovered: true })} then 1 else 0 end`.as('is_match'))
    .orderBy('candidate.number');
});
