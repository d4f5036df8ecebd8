import type { ActorReader } from '../../../visibility/handles.ts';
import type { Label } from '../schema.ts';
import { findRowsByKey, keysOf, toLabel } from './get.ts';

/** The labels of these names in the order of their keys, and which of them has a name. */
type NamedLabels = { labels: Label[]; find(name: string): Label | undefined };

/** The labels that issues of a project know by these names, in whatever spelling: its own, and those of all projects. */
export async function findLabelsByName(
  db: ActorReader,
  names: readonly string[],
  project_id: string,
): Promise<NamedLabels> {
  const found = (await findByKeys(db, names)).filter(({ label }) => isUsedIn(label, project_id));
  // Whoever made one for all projects may not have seen that there is one of the project: that is meant.
  const ownFirst = found.toSorted((one, other) => Number(!one.label.project) - Number(!other.label.project));
  const find = (name: string) => nearest(ownFirst, name)?.label;
  const named = new Set(names.map(find));
  return { labels: found.flatMap(({ label }) => (named.has(label) ? label : [])), find };
}

/**
 * The ids of the labels that each of these names has in the projects that are meant, or in all that the actor sees: more
 * than one where several projects have a label of the name.
 */
export async function findLabelIds(
  db: ActorReader,
  names: readonly string[],
  projects: readonly string[] | undefined,
): Promise<string[][]> {
  const found = await findByKeys(db, names);
  const meant = found.filter(({ label }) => !label.project || (projects?.includes(label.project.id) ?? true));
  const byProject = [...Map.groupBy(meant, ({ label }) => label.project?.id).values()];
  return names.map((name) => byProject.flatMap((labels) => nearest(labels, name)?.label.id ?? []));
}

/**
 * What labels are on an issue that comes into a project: those that it knows by their names. What has no name there is
 * left out.
 */
export async function labelsIn(db: ActorReader, labels: readonly Label[], project_id: string): Promise<Label[]> {
  const names = labels.map(({ name }) => name);
  return (await findLabelsByName(db, names, project_id)).labels;
}

type Found = { name_key: string; label: Label };

async function findByKeys(db: ActorReader, names: readonly string[]): Promise<Found[]> {
  const keys = [...new Set(names.flatMap(keysOf))];
  const rows = keys.length > 0 ? await findRowsByKey(db, { keys }) : [];
  return rows.map((row) => ({ name_key: row.name_key, label: toLabel(row) }));
}

function isUsedIn({ project }: Label, project_id: string): boolean {
  return project === null || project.id === project_id;
}

/** The first that has the nearest key of a name. */
function nearest(found: readonly Found[], name: string): Found | undefined {
  return keysOf(name).flatMap((key) => found.find(({ name_key }) => name_key === key) ?? [])[0];
}
