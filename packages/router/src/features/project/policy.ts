import { isAdmin, type SignedInActor } from '../../core/actor.ts';

/** What somebody may be in a project. `user`: signed in, and no more than that. */
type Who = 'user' | 'viewer' | 'member' | 'manager' | 'author' | 'assignee';

/**
 * Who may do what. In an internal project every user has what `user` has, and authors and assignees have more; in a private
 * one nobody has anything but by a role. Admins and our own scripts may do everything. docs/projects.md is made of this.
 */
export const RIGHTS = {
  read: { internal: ['user'], private: ['viewer', 'member', 'manager'] },
  comment: { internal: ['user'], private: ['viewer', 'member', 'manager'] },
  attach_files: { internal: ['user'], private: ['viewer', 'member', 'manager'] },
  change_comments: { internal: ['author'], private: ['author'] },
  delete_files: { internal: ['author', 'manager'], private: ['author', 'manager'] },
  create_issues: { internal: ['user'], private: ['member', 'manager'] },
  edit_issues: { internal: ['author', 'assignee', 'member', 'manager'], private: ['member', 'manager'] },
  delete_issues: { internal: ['author', 'manager'], private: ['manager'] },
  move_issues: { internal: ['author', 'manager'], private: ['manager'] },
  manage_content: { internal: ['manager'], private: ['manager'] },
  manage: { internal: ['manager'], private: ['manager'] },
} as const satisfies Record<string, Record<Visibility, readonly Who[]>>;

export type Right = keyof typeof RIGHTS;

/** What may be done in an archived project as well. All else waits until it is taken out of the archive. */
export const IN_ARCHIVE: readonly Right[] = ['read', 'manage'];

type Visibility = 'internal' | 'private';

/** Where it is to be done, and what the actor is there. */
export type Position = {
  visibility: Visibility;
  role: 'viewer' | 'member' | 'manager' | undefined;
  isAuthor?: boolean;
  isAssignee?: boolean;
};

/** Not with a token that is narrowed to some: it would not see what it has made. */
export function mayMakeProjects(actor: SignedInActor): boolean {
  return actor.kind === 'system' || actor.project_ids === undefined;
}

export function may(actor: SignedInActor, right: Right, position: Position): boolean {
  if (isAdmin(actor)) return true;
  const allowed: readonly Who[] = RIGHTS[right][position.visibility];
  return allowed.some((who) => isWho(who, position));
}

function isWho(who: Who, { role, isAuthor = false, isAssignee = false }: Position): boolean {
  if (who === 'user') return true;
  if (who === 'author') return isAuthor;
  return who === 'assignee' ? isAssignee : role === who;
}
