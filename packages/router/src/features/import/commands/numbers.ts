import type { ActorWriter } from '../../../visibility/handles.ts';
import { Numbers } from '../../issue/commands/number.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import type { ImportedIssue } from '../schema/inputs.ts';

/** The numbers that issues take, and those of their former keys, with the projects of these. */
export type WantedNumbers = { numbers: Numbers; former: ReadonlyMap<string, string> };

/** `project_id` is null where the project is not there yet. */
export async function readNumbers(
  db: ActorWriter,
  { issues, project_id }: { issues: readonly ImportedIssue[]; project_id: string | null },
): Promise<WantedNumbers> {
  const keys = issues.flatMap(({ former_keys = [] }) => former_keys.map(partsOfKey));
  const former = await findProjectIds(db, [...new Set(keys.map(({ project }) => project))]);
  const formerPlaces = keys.flatMap(({ project, number }) => placeIn(former.get(project), number));
  const places = issues.flatMap(({ number = 0 }) => placeIn(project_id ?? undefined, number));
  return { numbers: await Numbers.read(db, [...places, ...formerPlaces]), former };
}

/** Answers whether the key leads to the issue now: not where its project is not here, or the number is taken in it. */
export function keepFormerKey({ numbers, former }: WantedNumbers, issue_id: string, key: string): boolean {
  const place = placeOf(former, key);
  return place !== undefined && numbers.keep(place, issue_id);
}

/** Whether it would. */
export function isFormerKeyFree({ numbers, former }: WantedNumbers, key: string): boolean {
  const place = placeOf(former, key);
  return place !== undefined && numbers.isFree(place);
}

function placeOf(former: ReadonlyMap<string, string>, key: string) {
  const { project, number } = partsOfKey(key);
  return placeIn(former.get(project), number)[0];
}

function placeIn(project_id: string | undefined, number: number): { project_id: string; number: number }[] {
  return project_id === undefined ? [] : [{ project_id, number }];
}

function partsOfKey(key: string): { project: string; number: number } {
  const [, project = '', number] = /^(\w+)-(\d+)$/.exec(key) ?? [];
  return { project, number: Number(number) };
}
