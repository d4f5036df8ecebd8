import { type Reader, unguarded } from '../../../visibility/handles.ts';

/**
 * Whether anything has or had this id, whoever may see it. Whatever an event can be about begins with one, but for the
 * first project; and its history is found by its id, so something else of that id would show it.
 */
export async function isKnownSubject(db: Reader, id: string): Promise<boolean> {
  const events = unguarded(db).selectFrom('event').select('subject_id as id').where('subject_id', '=', id).limit(1);
  const projects = unguarded(db).selectFrom('project').select('id').where('id', '=', id);
  return (await events.executeTakeFirst()) !== undefined || (await projects.executeTakeFirst()) !== undefined;
}
