// Rows of old databases: what each migration finds, and what it makes of them.

import { createTestDatabase } from '@docket/kit/database';
import { type RawBuilder, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, onTestFinished } from 'vitest';
import type { Database, Writer } from '../../src/database.ts';
import { MAIN_PROJECT_ID } from '../../src/main-project.ts';
import { migrations } from '../../src/migrations/index.ts';
import { openDatabase } from '../../src/open.ts';

export type Row = Record<string, unknown>;

type StepRows = {
  /** What it puts into its new columns of old rows: by table, in the order of their keys. */
  fills?: Record<string, Row[]>;
  /** Rows for the tables that it makes. The next step finds them, so it asks for them. */
  rows?: RawBuilder<unknown>[];
  /** Tables whose old rows it does away with. */
  replaces?: string[];
};

const AT = '2026-01-31T09:30:00.000Z';

export const stepRows: Record<string, StepRows> = {
  '0001_initial': {
    rows: [
      sql`insert into "user" (id, email, username, first_name, role, created_at, updated_at, deleted_at) values
        ('ada', 'ada@example.org', 'Ada', 'ÅDA', 'user', ${AT}, ${AT}, null),
        ('left', 'left@deleted.invalid', null, null, 'user', ${AT}, ${AT}, ${AT})`,
      sql`insert into session (id, user_id, created_at, last_used_at, expires_at) values ('s', 'ada', ${AT}, ${AT}, ${AT})`,
      sql`insert into refresh_token (token_hash, session_id, created_at) values ('hash', 's', ${AT})`,
      sql`insert into issue (id, number, title, description, priority, status, author_id, version, created_at, updated_at)
        values ('i', 1, 'title', 'description', 'low', 'open', 'ada', 1, ${AT}, ${AT})`,
      sql`insert into issue
        (id, number, title, description, priority, status, author_id, version, created_at, updated_at, deleted_at)
        values ('j', 2, 'binned', 'description', 'low', 'open', 'ada', 1, ${AT}, ${AT}, ${AT})`,
      sql`insert into label (id, name, name_key, color, created_at, updated_at)
        values ('l', 'Bug', 'bug', '#d73a4a', ${AT}, ${AT})`,
      sql`insert into issue_label (issue_id, label_id) values ('i', 'l'), ('j', 'l')`,
      sql`insert into issue_assignee (issue_id, user_id) values ('i', 'ada'), ('j', 'ada')`,
      sql`insert into comment (id, issue_id, author_id, body, created_at, updated_at)
        values ('c', 'i', 'ada', 'body', ${AT}, ${AT})`,
      sql`insert into event (id, type, subject_id, actor_id, data, created_at)
        values ('e', 'issue.created', 'i', 'ada', '{}', ${AT})`,
    ],
  },
  '0002_accounts': {
    fills: {
      user: [
        { auth_version: 1, search_key: 'åda ada ada@example.org' },
        { auth_version: 1, search_key: '' },
      ],
      session: [{ address: null, agent: null, address_key: null }],
    },
    rows: [
      sql`insert into api_token (id, user_id, name, prefix, token_hash, scope, created_at)
        values ('t', 'ada', 'name', 'prefix', 'hash', 'issues:read', ${AT})`,
      sql`insert into password_reset (token_hash, user_id, expires_at) values ('hash', 'ada', ${AT})`,
      sql`insert into outbox (id, kind, payload, user_id, created_at, due_at)
        values ('o', 'mail.welcome', '{}', 'ada', ${AT}, ${AT})`,
      sql`insert into rate_limit (key, points, expires_at) values ('key', 1, ${AT})`,
    ],
  },
  '0004_lists': {
    fills: {
      counter: [{ listed: 1 }],
      issue: [
        { comment_count: 1, assignee_count: 1 },
        { comment_count: 0, assignee_count: 1 },
      ],
      issue_assignee: [
        { listed_at: AT, status: 'open', priority: 'low' },
        { listed_at: null, status: 'open', priority: 'low' },
      ],
      issue_label: [
        { listed_at: AT, status: 'open', priority: 'low' },
        { listed_at: null, status: 'open', priority: 'low' },
      ],
      label: [{ deleted_at: null }],
    },
    rows: [sql`insert into deletion (subject_id, kind, actor_id, created_at) values ('l', 'label', 'ada', ${AT})`],
  },
  '0005_confirmations': {
    rows: [
      sql`insert into email_confirmation (token_hash, user_id, email, expires_at)
        values ('hash', 'ada', 'ada@example.net', ${AT})`,
    ],
  },
  '0017_invitations': {
    rows: [
      sql`insert into invitation (token_hash, user_id, email, expires_at)
        values ('hash', 'ada', 'ada@example.net', ${AT})`,
    ],
  },
  '0018_attachments': {
    fills: {
      issue: [{ attachment_count: 0 }, { attachment_count: 0 }],
      issue_counter: [{ file_bytes: 0 }],
    },
    rows: [
      sql`insert into attachment
        (id, issue_id, comment_id, uploader_id, filename, size, content_type, sha256, created_at)
        values ('f', 'i', 'c', 'ada', 'a.txt', 1, 'text/plain', 'hash', ${AT})`,
      sql`insert into loose_file (id, due_at) values ('g', ${AT})`,
    ],
  },
  '0014_narrowed_tokens': { fills: { api_token: [{ project_ids: null }] } },
  '0012_repeats': {
    fills: { issue: [{ content_hash: null }, { content_hash: null }] },
    rows: [
      sql`insert into idempotency_key (key, fingerprint, answer, expires_at) values ('user:ada:k', 'hash', '{}', ${AT})`,
    ],
  },
  '0010_projects': {
    replaces: ['counter'],
    fills: {
      event: [{ project_id: MAIN_PROJECT_ID }],
      issue: [
        { project_id: MAIN_PROJECT_ID, serial: 1 },
        { project_id: MAIN_PROJECT_ID, serial: 2 },
      ],
      issue_assignee: [{ project_id: MAIN_PROJECT_ID }, { project_id: MAIN_PROJECT_ID }],
      issue_label: [{ project_id: MAIN_PROJECT_ID }, { project_id: MAIN_PROJECT_ID }],
      label: [{ project_id: null, unique_key: 'bug' }],
    },
    rows: [
      sql`insert into project_member (project_id, user_id, role, created_at)
        values (${MAIN_PROJECT_ID}, 'ada', 'member', ${AT})`,
      sql`insert into issue_key (project_id, number, issue_id) values (${MAIN_PROJECT_ID}, 7, 'i')`,
    ],
  },
  '0006_unconfirmed': { fills: { user: [{ unconfirmed_since: null }, { unconfirmed_since: null }] } },
  '0011_versions': {
    fills: {
      issue: [{ field_versions: null }, { field_versions: null }],
      comment: [{ version: 1, field_versions: null }],
      label: [{ version: 1, field_versions: null }],
      user: [
        { version: 1, field_versions: null },
        { version: 1, field_versions: null },
      ],
    },
  },
  '0020_webhooks': {
    rows: [
      sql`insert into webhook (id, owner_id, url, position, created_at, updated_at)
        values ('w', 'ada', 'https://hooks.example.org', 1, ${AT}, ${AT})`,
      sql`insert into webhook_delivery (id, webhook_id, message_id, type, created_at)
        values ('d', 'w', 'd', 'ping', ${AT})`,
    ],
  },
  '0022_bin': { fills: { issue: [{ purge: null }, { purge: null }] } },
  '0023_relations': {
    fills: {
      issue: [
        { closed_reason: null, parent_id: null, child_count: 0 },
        { closed_reason: null, parent_id: null, child_count: 0 },
      ],
    },
    rows: [
      sql`insert into issue_relation (id, issue_id, type, other_id, created_at) values ('r', 'i', 'blocks', 'j', ${AT})`,
    ],
  },
  '0024_bulk_edits': {
    rows: [
      sql`insert into bulk_edit (id, author_id, change, names_people, created_at) values ('b', 'ada', '{}', 0, ${AT})`,
      sql`insert into bulk_item (id, bulk_id, place, issue_id, issue_key) values ('bi', 'b', 0, 'i', 'MAIN-1')`,
    ],
  },
  '0025_reactions': {
    fills: {
      comment: [{ reactions: null }],
      issue: [
        { reactions: null, reaction_count: 0 },
        { reactions: null, reaction_count: 0 },
      ],
    },
    rows: [
      sql`insert into reaction (id, issue_id, comment_id, user_id, name, created_at)
        values ('heart', 'i', 'c', 'ada', 'heart', ${AT})`,
    ],
  },
  '0029_templates': {
    rows: [
      sql`insert into template (id, project_id, name, name_key, label_ids, created_at, updated_at)
        values ('template', ${MAIN_PROJECT_ID}, 'Bug', 'bug', '[]', ${AT}, ${AT})`,
      sql`insert into template_assignee (template_id, user_id) values ('template', 'ada')`,
    ],
  },
  '0028_due': {
    fills: {
      issue: [
        { due_on: null, due_order: 'none' },
        { due_on: null, due_order: 'none' },
      ],
    },
  },
  '0026_views': {
    rows: [
      sql`insert into view (id, owner_id, is_shared, name, name_key, query, created_at, updated_at)
        values ('view', 'ada', 0, 'Mine', 'mine', 'assignee:@me', ${AT}, ${AT})`,
    ],
  },
  '0027_notifications': {
    rows: [
      sql`insert into watch (issue_id, user_id, is_watching, created_at) values ('i', 'ada', 1, ${AT})`,
      sql`insert into project_watch (user_id, project_id, level) values ('ada', ${MAIN_PROJECT_ID}, 'all')`,
      sql`insert into mention (issue_id, comment_id, user_id, position) values ('i', 'c', 'ada', 1)`,
      sql`insert into notification_settings (user_id, level, mail, time_zone, digest_time)
        values ('ada', 'participating', 'each', 'UTC', '08:00')`,
      sql`insert into notification (id, user_id, issue_id, reason, order_key, count, position, created_at, updated_at)
        values ('n', 'ada', 'i', 0, ${`2${AT}`}, 1, 1, ${AT}, ${AT})`,
    ],
  },
  '0015_milestones': {
    fills: { issue: [{ milestone_id: null }, { milestone_id: null }] },
    rows: [
      sql`
        insert into milestone (id, project_id, title, title_key, state, created_at, updated_at)
        values ('milestone', ${MAIN_PROJECT_ID}, '1.0', '1.0', 'open', ${AT}, ${AT})
      `,
    ],
  },
};

/** A database without tables. */
export async function openEmpty(): Promise<Database> {
  const database = await openDatabase(await createTestDatabase({ isEmpty: true }));
  onTestFinished(() => database.close());
  return database;
}

export async function migrateTo(db: Writer, step: string): Promise<void> {
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db, provider, disableTransactions: true }).migrateTo(step);
  expect(error).toBeUndefined();
}
