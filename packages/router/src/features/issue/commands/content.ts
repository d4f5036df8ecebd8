import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import type { Label } from '../../label/schema.ts';
import { assignableOf, templateNamed } from '../../template/queries/named.ts';
import type { UserSummary } from '../../user/schema.ts';
import type { Issue } from '../schema/issue.ts';
import type { CreateIssue } from '../schema/write.ts';
import { labelsNamed, usersToAssign } from './links.ts';

type Content = Pick<Issue, 'title' | 'description' | 'priority'> & { labels: Label[]; assignees: UserSummary[] };

/**
 * What a new issue says: what its caller says, and what its template has where the caller says nothing.
 *
 * @throws AppError `user_required` when a script assigns `me`, `validation_failed` for a template, label or assignee that is
 * not there, and for a text that neither has
 */
export async function contentOf(
  db: ActorWriter,
  { input, project_id }: { input: CreateIssue; project_id: string },
  by: By<SignedInActor>,
): Promise<Content> {
  const { template: named, labels, assignees } = input;
  const template = named === undefined ? undefined : await templateNamed(db, named, project_id);
  return {
    title: saidOr(template?.title, input, 'title'),
    description: saidOr(template?.description, input, 'description'),
    priority: input.priority ?? template?.priority ?? 'medium',
    labels: !labels && template ? template.labels : await labelsNamed(db, labels ?? [], project_id),
    assignees:
      !assignees && template
        ? await assignableOf(db, template)
        : await usersToAssign(db, { keys: assignees ?? [], project_id }, by),
  };
}

function saidOr(text: string | null | undefined, input: CreateIssue, field: 'title' | 'description'): string {
  const said = input[field] ?? text;
  if (said === undefined || said === null) throw invalidInput(field, 'Required: its template has none', 'required');
  return said;
}
