import type { Caller } from '@docket/router';
import { CommandError, codeOf } from './failure.ts';

/**
 * Says of a list in which nothing is whether the projects are there of which it is: to the server it is an empty list, as
 * what is not seen is not there.
 *
 * @param named what the input says of projects
 * @throws CommandError for the first that is not there
 */
export async function refuseMissingProject({ project }: Caller, answer: unknown, named: unknown): Promise<void> {
  if (!isEmptyList(answer)) return;
  for (const key of [named ?? []].flat().map(String)) {
    await project.get({ project: key }).catch((error: unknown) => {
      throw codeOf(error) === 'project_not_found' ? new CommandError(`There is no project "${key}"`) : error;
    });
  }
}

function isEmptyList(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'items' in answer && [answer.items].flat().length === 0;
}
