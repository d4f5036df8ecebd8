import type { Kysely } from 'kysely';

/** For lists of what somebody did, and of what happened of some kind. */
export async function up(db: Kysely<never>): Promise<void> {
  const event = (column: string) => db.schema.createIndex(`event_${column}`).on('event').columns([column, 'position']);
  await event('actor_id').execute();
  await event('type').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const index of ['event_type', 'event_actor_id']) await db.schema.dropIndex(index).execute();
}
