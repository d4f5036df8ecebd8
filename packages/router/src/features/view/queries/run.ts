import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { listIssues } from '../../issue/queries/list.ts';
import type { IssueList, Sort } from '../../issue/schema/list.ts';
import type { RunView } from '../schema.ts';
import { getView } from './get.ts';

/**
 * The issues that a view finds for whoever runs it, among those that the filters leave. One of a project finds what is in
 * that.
 *
 * @throws AppError `view_not_found`, and as `listIssues`
 */
export async function runView(db: ActorReader, { id, ...input }: RunView, by: By<SignedInActor>): Promise<IssueList> {
  const { query, sort, project } = await getView(db, id, by.actor);
  const order = input.sort ?? (sort as Sort | null) ?? undefined; // its schema has checked it
  return listIssues(db, { ...input, q: query, sort: order, ...(project && { project: [project.id] }) }, by);
}
