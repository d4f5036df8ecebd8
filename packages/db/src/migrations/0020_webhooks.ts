import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Webhooks, and what is sent to them. Deliveries outlive their webhook until they are purged: they refer to nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  await createWebhooks(db);
  await createDeliveries(db);
}

async function createWebhooks(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('webhook')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('project_id', text, (col) => col.references('project.id'))
    .addColumn('owner_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('url', text, (col) => col.notNull())
    .addColumn('query', text)
    .addColumn('events', json)
    .addColumn('secret_number', integer, (col) => col.notNull().defaultTo(1))
    .addColumn('rotated_at', time)
    .addColumn('position', integer, (col) => col.notNull())
    .addColumn('held_at', time)
    .addColumn('due_at', time)
    .addColumn('failing_at', time)
    .addColumn('disabled_at', time)
    .addColumn('disabled_for', text, (col) => col.check(sql`disabled_for in ('asked', 'failing', 'gone')`))
    .addColumn('version', integer, (col) => col.notNull().defaultTo(1))
    .addColumn('field_versions', json)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('webhook_listed').on('webhook').columns(['created_at', 'id', 'project_id']).execute();
  await db.schema.createIndex('webhook_project').on('webhook').column('project_id').execute();
  await db.schema.createIndex('webhook_owner').on('webhook').column('owner_id').execute();
}

async function createDeliveries(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('webhook_delivery')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('webhook_id', text, (col) => col.notNull())
    .addColumn('message_id', text, (col) => col.notNull())
    .addColumn('type', text, (col) => col.notNull())
    .addColumn('position', integer)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('due_at', time)
    .addColumn('attempts', integer, (col) => col.notNull().defaultTo(0))
    .addColumn('attempted_at', time)
    .addColumn('duration_ms', integer)
    .addColumn('status', integer)
    .addColumn('answer', text)
    .addColumn('error', text)
    .execute();
  await db.schema
    .createIndex('webhook_delivery_listed')
    .on('webhook_delivery')
    .columns(['webhook_id', 'created_at', 'id'])
    .execute();
  await db.schema.createIndex('webhook_delivery_age').on('webhook_delivery').column('created_at').execute();
  await sql`
    create index webhook_delivery_due on webhook_delivery (webhook_id, due_at, id) where due_at is not null
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const table of ['webhook_delivery', 'webhook']) await db.schema.dropTable(table).execute();
}
