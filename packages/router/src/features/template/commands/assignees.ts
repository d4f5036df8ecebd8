import type { Writer } from '../../../visibility/handles.ts';

/** Names these users in a template, and nobody else. */
export async function setTemplateAssignees(db: Writer, template_id: string, users: { id: string }[]): Promise<void> {
  await db.deleteFrom('template_assignee').where('template_id', '=', template_id).execute();
  if (users.length === 0) return;
  const pairs = users.map(({ id: user_id }) => ({ template_id, user_id }));
  await db.insertInto('template_assignee').values(pairs).execute();
}

/** Takes a user who is deleted out of all templates. */
export async function takeOffTemplates(db: Writer, user_id: string): Promise<void> {
  await db.deleteFrom('template_assignee').where('user_id', '=', user_id).execute();
}
