import { invalidInput } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { MOST_PROJECTS } from './asked.ts';
import type { Order } from './orders.ts';

/**
 * The projects whose issues are meant, of those that the actor may see. Undefined: all that there are.
 *
 * @param wanted ids or keys, in any case; also keys that a project had before. All when it is empty
 */
export async function projectsMeant(db: ActorReader, wanted: string[]): Promise<string[] | undefined> {
  const { project_ids } = db.sight;
  if (wanted.length === 0) return project_ids ? [...project_ids] : undefined;
  const meant = new Set((await findProjectIds(db, wanted)).values());
  return [...meant].filter((id) => sees(db.sight, id));
}

/** Lengths of lists of projects: one of another length is filled up, as each length is a statement of its own. */
const LENGTHS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, MOST_PROJECTS];

/** No project has this id. */
const NONE = '00000000-0000-0000-0000-000000000000';

/**
 * The projects that the ways to what is asked for are within, as a JSON list.
 *
 * @throws AppError `validation_failed` when they are too many for the order
 */
export function withinFor({ sight }: ActorReader, { by }: Order, projects: readonly string[] | undefined): string {
  const ids = projects ?? [...sight.projects.keys()];
  if (ids.length > MOST_PROJECTS && by !== 'created' && by !== 'updated') {
    const remedy = `Must be by created or updated where more than ${MOST_PROJECTS} projects are meant: name a \`project\``;
    throw invalidInput('sort', remedy, 'too_many_projects');
  }
  return listOf(ids);
}

/** A list of projects as a filter has it. */
export function listOf(ids: readonly string[]): string {
  return JSON.stringify(ids.toSorted());
}

/** The same projects in groups of which each may be the parts of one walk. */
export function groupsOf(projects: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let at = 0; at < projects.length; at += MOST_PROJECTS) {
    groups.push(filledUp(projects.slice(at, at + MOST_PROJECTS)));
  }
  return groups;
}

function filledUp(ids: string[]): string[] {
  const length = LENGTHS.find((one) => one >= ids.length) ?? ids.length;
  return [...ids, ...Array.from({ length: length - ids.length }, () => NONE)];
}
