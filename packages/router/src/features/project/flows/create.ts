import { isAdmin, type SignedInActor } from '../../../core/actor.ts';
import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import * as commands from '../commands/create.ts';
import { mayMakeProjects } from '../policy.ts';
import type { CreateProject, Project } from '../schema.ts';

/**
 * Makes a project, where every user may (PROJECT_CREATION), and for admins.
 *
 * @throws AppError `forbidden`, also for a token that is narrowed to others, `project_key_taken`
 */
export async function createProject(ctx: FlowContext<SignedInActor>, input: CreateProject): Promise<Project> {
  if (!mayMakeProjects(ctx.actor)) throw new AppError('forbidden');
  if (ctx.settings.PROJECT_CREATION === 'admins' && !isAdmin(ctx.actor)) throw new AppError('forbidden');
  return ctx.answer((db) => commands.createProject(db, input, ctx));
}
