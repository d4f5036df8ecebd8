import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { labelRows, toLabel } from '../../label/queries/get.ts';
import { findProjectSummaries } from '../../project/queries/get.ts';
import { findUserSummaries } from '../../user/queries.ts';
import type { Template } from '../schema/template.ts';

type TemplateRow = Selectable<Tables['template']>;

/** @throws AppError `template_not_found` for what the actor does not see */
export async function getTemplate(db: ActorReader, id: string): Promise<Template> {
  const row = await db.selectFrom('template').selectAll().where('id', '=', id).executeTakeFirst();
  const isSeen = row && db.sight.projects.has(row.project_id) && sees(db.sight, row.project_id);
  const [template] = isSeen ? await toTemplates(db, [row]) : [];
  if (!template) throw new AppError('template_not_found');
  return template;
}

/** Templates of projects that the actor sees, with what of their labels and people is there. */
export async function toTemplates(db: ActorReader, rows: TemplateRow[]): Promise<Template[]> {
  const projects = await findProjectSummaries(
    db,
    rows.map(({ project_id }) => project_id),
  );
  const labels = await findLabels(db, [...new Set(rows.flatMap(labelIds))]);
  const assignees = await findAssignees(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) => {
    const { id, name, title, description, priority, version, created_at, updated_at } = row;
    const project = projects.get(row.project_id);
    if (!project) return [];
    const own = new Set(labelIds(row));
    const linked = { labels: labels.filter((label) => own.has(label.id)), assignees: assignees.get(id) ?? [] };
    return { id, project, name, title, description, priority, ...linked, version, created_at, updated_at };
  });
}

function labelIds({ label_ids }: TemplateRow): string[] {
  return JSON.parse(label_ids) as string[]; // as it is written
}

async function findLabels(db: ActorReader, ids: string[]) {
  if (ids.length === 0) return [];
  return (await labelRows(db).where('label.id', 'in', ids).orderBy('label.name_key').execute()).map(toLabel);
}

/** By their ids, as those of an issue. */
async function findAssignees(db: ActorReader, ids: string[]) {
  const pairs = db.selectFrom('template_assignee').selectAll().where('template_id', 'in', ids);
  const rows = ids.length > 0 ? await pairs.execute() : [];
  const users = await findUserSummaries(
    db,
    rows.map(({ user_id }) => user_id),
  );
  const inOrder = rows.toSorted((one, other) => (one.user_id < other.user_id ? -1 : 1));
  const found = inOrder.flatMap(({ template_id, user_id }) => {
    const user = users.get(user_id);
    return user ? [{ template_id, user }] : [];
  });
  const ofEach = Map.groupBy(found, ({ template_id }) => template_id);
  return new Map([...ofEach].map(([id, all]) => [id, all.map(({ user }) => user)]));
}
