import type { Generated } from 'kysely';
import type {
  ApiTokenTable,
  EmailConfirmationTable,
  Fixed,
  InvitationTable,
  PasswordResetTable,
  RefreshTokenTable,
  SessionTable,
  UserTable,
  Versioned,
} from './account-tables.ts';
import type { AttachmentTable, LooseFileTable } from './attachment-tables.ts';
import type { BulkEditTable, BulkItemTable } from './bulk-tables.ts';
import type {
  LogReaderTable,
  MentionTable,
  NotificationSettingsTable,
  NotificationTable,
  ProjectWatchTable,
  WatchTable,
} from './notification-tables.ts';
import type { IssueRelationTable, ReactionTable } from './relation-tables.ts';
import type { TemplateAssigneeTable, TemplateTable } from './template-tables.ts';
import type { ViewTable } from './view-tables.ts';
import type { WebhookDeliveryTable, WebhookTable } from './webhook-tables.ts';
import type { DeletionTable, IdempotencyKeyTable, OutboxTable, RateLimitTable } from './work-tables.ts';

/**
 * Every table, for both engines. Columns are named as the API names its fields, and hold
 * JSON-native values: ids are UUIDv7 strings, times are ISO 8601 UTC strings with milliseconds.
 */
export type Tables = {
  user: UserTable;
  session: SessionTable;
  refresh_token: RefreshTokenTable;
  api_token: ApiTokenTable;
  password_reset: PasswordResetTable;
  email_confirmation: EmailConfirmationTable;
  invitation: InvitationTable;
  project: ProjectTable;
  project_key: ProjectKeyTable;
  project_member: ProjectMemberTable;
  issue: IssueTable;
  issue_counter: IssueCounterTable;
  issue_key: IssueKeyTable;
  issue_assignee: IssueAssigneeTable;
  issue_label: IssueLabelTable;
  issue_relation: IssueRelationTable;
  label: LabelTable;
  milestone: MilestoneTable;
  comment: CommentTable;
  attachment: AttachmentTable;
  reaction: ReactionTable;
  loose_file: LooseFileTable;
  event: EventTable;
  log: LogTable;
  counter: CounterTable;
  outbox: OutboxTable;
  rate_limit: RateLimitTable;
  deletion: DeletionTable;
  idempotency_key: IdempotencyKeyTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  view: ViewTable;
  template: TemplateTable;
  template_assignee: TemplateAssigneeTable;
  bulk_edit: BulkEditTable;
  bulk_item: BulkItemTable;
  watch: WatchTable;
  project_watch: ProjectWatchTable;
  mention: MentionTable;
  notification: NotificationTable;
  notification_settings: NotificationSettingsTable;
  log_reader: LogReaderTable;
};

type ProjectTable = Omit<Versioned, 'version'> & {
  id: Fixed<string>;
  /** In upper case, such as `WEB`: what the keys of its issues begin with. */
  key: string;
  name: string;
  description: string | null;
  /** `internal`: every user sees it. `private`: its members do. */
  visibility: 'internal' | 'private';
  version: number;
  created_at: Fixed<string>;
  updated_at: string;
  /** Nobody changes anything in it since then. */
  archived_at: string | null;
};

/** Every key that a project ever had: it leads to the project for ever. */
type ProjectKeyTable = { key: Fixed<string>; project_id: Fixed<string> };

type ProjectMemberTable = {
  project_id: Fixed<string>;
  user_id: Fixed<string>;
  role: 'viewer' | 'member' | 'manager';
  created_at: Fixed<string>;
};

type IssueTable = Omit<Versioned, 'version'> & {
  id: Fixed<string>;
  project_id: string;
  /** 1, 2, 3 … in its project: drawn from the counter, never used again. */
  number: number;
  /** Counts the issues of all projects: a small number of the row, for a search index. */
  serial: Fixed<number>;
  title: string;
  description: string;
  priority: 'low' | 'medium' | 'high';
  status: 'open' | 'in_progress' | 'closed';
  author_id: Fixed<string>;
  /** Grows by one with each change of the issue. */
  version: number;
  imported_from: Fixed<string | null>;
  created_at: Fixed<string>;
  updated_at: string;
  closed_at: string | null;
  /** Null: it was completed, if it is closed. */
  closed_reason: Generated<'not_planned' | 'duplicate' | null>;
  /** A day, such as 2026-01-31. */
  due_on: Generated<string | null>;
  /** The same for lists that are sorted by it: `none`, which comes after all days, in place of null. */
  due_order: Generated<string>;
  /** In the bin since then. What is emptied out of it keeps its number. */
  deleted_at: string | null;
  purge: Generated<'begun' | 'done' | null>;
  comment_count: Generated<number>;
  /** Of it and of its comments. */
  attachment_count: Generated<number>;
  assignee_count: Generated<number>;
  /** JSON: how many there are of each, such as `{"heart":2}`. Null: nobody ever reacted to it, or to its comments. */
  reactions: Generated<string | null>;
  reaction_count: Generated<number>;
  milestone_id: Generated<string | null>;
  /** The issue that it is part of. */
  parent_id: Generated<string | null>;
  /** The issues that are part of it, also those in the bin. */
  child_count: Generated<number>;
  /** SHA-256 of what the author sent with an id of the author's making, in hex. Null: the id is ours. */
  content_hash: Fixed<string | null>;
};

/** What is counted in a project. Beside it, so that the project does not change with each issue. */
type IssueCounterTable = {
  project_id: Fixed<string>;
  /** The last number that was drawn. */
  last_number: number;
  /** What is in the bin is in neither. */
  open_issues: number;
  closed_issues: number;
  /** Of the files on its issues and their comments. */
  file_bytes: Generated<number>;
};

/** A number that an issue had in a project before it was moved to another: it leads to the issue for ever. */
type IssueKeyTable = { project_id: Fixed<string>; number: Fixed<number>; issue_id: Fixed<string> };

type IssueAssigneeTable = { issue_id: string; user_id: string } & ListedLink;

type IssueLabelTable = { issue_id: string; label_id: string } & ListedLink;

/** A link knows of its issue what lists ask for, so that a list by label or user walks an index of links. */
type ListedLink = Pick<IssueTable, 'status' | 'priority' | 'project_id'> & {
  /** When the issue was created; null while it is in the bin, and so in no list. */
  listed_at: string | null;
};

type LabelTable = Versioned & {
  id: Fixed<string>;
  /** Null: it is for the issues of all projects. */
  project_id: Fixed<string | null>;
  name: string;
  /** The name folded. Of two names that became one by folding, one has the key that it had. */
  name_key: string;
  /** The same, with the id of its project in front, if it has one: no two labels of a project have one name. */
  unique_key: string;
  /** Six hexadecimal digits after a `#`. */
  color: string;
  description: string | null;
  created_at: Fixed<string>;
  updated_at: string;
  /** Nobody sees it since then: it is being taken off its issues. */
  deleted_at: string | null;
};

type MilestoneTable = Versioned & {
  id: Fixed<string>;
  project_id: Fixed<string>;
  title: string;
  /** The title folded: no two of a project are the same. */
  title_key: string;
  description: string | null;
  /** A day, such as `2026-01-31`. */
  due_on: string | null;
  state: 'open' | 'closed';
  /** Of its issues that are not in the bin. */
  open_issues: Generated<number>;
  closed_issues: Generated<number>;
  created_at: Fixed<string>;
  updated_at: string;
  closed_at: string | null;
  /** Nobody sees it since then: it is being taken off its issues. */
  deleted_at: string | null;
};

type CommentTable = Versioned & {
  id: Fixed<string>;
  issue_id: Fixed<string>;
  author_id: Fixed<string>;
  body: string;
  /** As those of an issue. */
  reactions: Generated<string | null>;
  created_at: Fixed<string>;
  updated_at: string;
};

/** What happened, in the order in which it was committed. Rows are added, never changed. */
type EventTable = {
  position: Generated<number>;
  id: Fixed<string>;
  /** Such as `issue.updated`. */
  type: Fixed<string>;
  /** The issue, user, label or session that it happened to. */
  subject_id: Fixed<string>;
  /** Where its subject was then, if that is in a project. */
  project_id: Fixed<string | null>;
  /** The user who did it; null when it was a script, or nobody signed in. */
  actor_id: Fixed<string | null>;
  /** The name of the script that did it. */
  actor_name: Fixed<string | null>;
  /** JSON: what exactly changed. */
  data: Fixed<string>;
  created_at: Fixed<string>;
};

/** One row: which log of events this is. A copy of the database, such as a restored backup, has another one. */
type LogTable = { id: string };

/** `rights`: grows with each change of what somebody may see. */
type CounterTable = { name: string; value: number };
