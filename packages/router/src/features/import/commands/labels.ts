import type { ActorReader } from '../../../visibility/handles.ts';
import { addLabel } from '../../label/commands/create.ts';
import { findLabelsLike } from '../../label/queries/get.ts';
import { findLabelsByName } from '../../label/queries/named.ts';
import type { ImportedLabel } from '../schema/inputs.ts';
import type { Import } from './run.ts';

/** The ids of the labels that issues of a project know by these names, by name, as far as there are any. */
export async function knownLabels(db: ActorReader, names: string[], project_id: string): Promise<Map<string, string>> {
  const { find } = await findLabelsByName(db, names, project_id);
  return new Map(
    names.flatMap((name) => {
      const label = find(name);
      return label ? [[name, label.id]] : [];
    }),
  );
}

/** The label that an issue of the project knows by a name, which is made when there is none. */
export async function labelId(run: Import, label: ImportedLabel): Promise<string> {
  const { db, by, added, labels, project_id } = run;
  const { name } = label;
  const known = labels.get(name) ?? (await knownLabels(db, [name], project_id)).get(name);
  const id = known ?? (await addLabel(db, { ...label, project_id: await placeOfLabel(run, label) }, by)).id;
  if (!known) added.made.labels.push(name);
  labels.set(name, id);
  return id;
}

/** Labels come into the project that is named; else they are of all projects, unless one of them has its own of this name. */
async function placeOfLabel(
  { db, project_id, isNamed }: Pick<Import, 'project_id' | 'isNamed'> & { db: ActorReader },
  { name, for_all = false }: ImportedLabel,
): Promise<string | null> {
  return (isNamed && !for_all) || (await findLabelsLike(db, name)).length > 0 ? project_id : null;
}
