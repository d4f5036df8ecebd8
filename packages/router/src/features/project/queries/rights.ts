import type { SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { IN_ARCHIVE, may, type Position, type Right } from '../policy.ts';

/** Who an issue concerns, beside the members of its project. */
export type People = { author_id: string; assignee_ids?: readonly string[] };

/**
 * Asks whether an actor may do something in a project that it sees; nothing may be done in an archived one but to manage
 * it.
 *
 * @throws AppError `forbidden`, `project_archived`
 */
export function requireRight(
  db: ActorReader,
  right: Right,
  { actor, project_id, people }: { actor: SignedInActor; project_id: string; people?: People },
): void {
  const project = db.sight.projects.get(project_id);
  if (!project) throw new Error(`project ${project_id} is not known to who asks`);
  const isOneself = (id: string) => actor.kind === 'user' && actor.id === id;
  const position: Position = {
    visibility: project.visibility,
    role: db.sight.roles.get(project_id),
    isAuthor: people !== undefined && isOneself(people.author_id),
    isAssignee: people?.assignee_ids?.some(isOneself) ?? false,
  };
  if (!may(actor, right, position)) throw new AppError('forbidden');
  if (project.is_archived && !IN_ARCHIVE.includes(right)) throw new AppError('project_archived');
}
