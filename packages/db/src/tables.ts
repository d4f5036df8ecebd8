import type { ColumnType, Generated } from 'kysely';

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
  issue: IssueTable;
  issue_assignee: IssueAssigneeTable;
  issue_label: IssueLabelTable;
  label: LabelTable;
  comment: CommentTable;
  event: EventTable;
  log: LogTable;
  counter: CounterTable;
  outbox: OutboxTable;
  rate_limit: RateLimitTable;
  deletion: DeletionTable;
};

/** Set once, when the row is made. */
type Fixed<T> = ColumnType<T, T, never>;

/** Of whatever can be edited. */
type Versioned = {
  /** Grows by one with each change. */
  version: Generated<number>;
  /** JSON: the version in which each field was changed last (`raisedVersion`). Null: none was, since this is kept. */
  field_versions: string | null;
};

type UserTable = Versioned & {
  id: Fixed<string>;
  /** Lower case: two spellings of one address are one account. */
  email: string;
  username: string | null;
  /** The username folded, for uniqueness and login. */
  username_key: string | null;
  first_name: string | null;
  last_name: string | null;
  role: 'user' | 'admin';
  /** Null: this account cannot sign in (imported, or deleted). */
  password_hash: string | null;
  /** Grows when password or role change: access tokens of an earlier version are refused. */
  auth_version: Generated<number>;
  /** Names and email address folded, to be searched. */
  search_key: string;
  bio: string | null;
  avatar_url: string | null;
  website: string | null;
  /** Where an imported account came from, such as `github:ekr`. */
  imported_from: string | null;
  /** Null: the account works. A time: its address is to be confirmed first (VERIFY_EMAIL). */
  unconfirmed_since: string | null;
  deactivated_at: string | null;
  deleted_at: string | null;
  created_at: Fixed<string>;
  updated_at: string;
};

/** One login on one device: it lives on through its refresh tokens. */
type SessionTable = {
  id: Fixed<string>;
  user_id: Fixed<string>;
  created_at: Fixed<string>;
  last_used_at: string;
  expires_at: string;
  revoked_at: string | null;
  /** Where it was begun from, and with which User-Agent. */
  address: Fixed<string | null>;
  agent: Fixed<string | null>;
  /** The address as limits count it. */
  address_key: Fixed<string | null>;
};

type RefreshTokenTable = {
  /** SHA-256 of the token, in hex. The token itself is never stored. */
  token_hash: Fixed<string>;
  session_id: Fixed<string>;
  created_at: Fixed<string>;
  /** A token is good for one use. */
  used_at: string | null;
};

/** A token that a user gave to a script. */
type ApiTokenTable = {
  id: Fixed<string>;
  user_id: Fixed<string>;
  name: Fixed<string>;
  /** How the token begins, so that people know it again. */
  prefix: Fixed<string>;
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  /** Scopes with a space between them (RFC 6749, section 3.3). */
  scope: Fixed<string>;
  created_at: Fixed<string>;
  expires_at: Fixed<string | null>;
  last_used_at: string | null;
  revoked_at: string | null;
};

/** A mailed token that sets a new password, once. */
type PasswordResetTable = {
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  user_id: Fixed<string>;
  expires_at: string;
};

/** A mailed token that makes an address that of an account, once. */
type EmailConfirmationTable = {
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  user_id: Fixed<string>;
  /** In lower case: where the token was mailed to. */
  email: Fixed<string>;
  expires_at: string;
};

type IssueTable = Omit<Versioned, 'version'> & {
  id: Fixed<string>;
  /** 1, 2, 3 …: drawn from the counter, never used again. */
  number: Fixed<number>;
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
  /** In the bin since then. */
  deleted_at: string | null;
  comment_count: Generated<number>;
  assignee_count: Generated<number>;
};

type IssueAssigneeTable = { issue_id: string; user_id: string } & ListedLink;

type IssueLabelTable = { issue_id: string; label_id: string } & ListedLink;

/** A link knows of its issue what lists ask for, so that a list by label or user walks an index of links. */
type ListedLink = Pick<IssueTable, 'status' | 'priority'> & {
  /** When the issue was created; null while it is in the bin, and so in no list. */
  listed_at: string | null;
};

type LabelTable = Versioned & {
  id: Fixed<string>;
  name: string;
  /** The name folded, for uniqueness. Of two names that became one by folding, one has the key that it had. */
  name_key: string;
  /** Six hexadecimal digits after a `#`. */
  color: string;
  description: string | null;
  created_at: Fixed<string>;
  updated_at: string;
  /** Nobody sees it since then: it is being taken off its issues. */
  deleted_at: string | null;
};

type CommentTable = Versioned & {
  id: Fixed<string>;
  issue_id: Fixed<string>;
  author_id: Fixed<string>;
  body: string;
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

type CounterTable = {
  name: string;
  /** The last number that was drawn. */
  value: number;
  /** How many of what was numbered are in lists: what is in the bin is not. */
  listed: Generated<number>;
};

/** What is to be done outside the database, such as sending a mail, once the transaction is committed. */
type OutboxTable = {
  id: Fixed<string>;
  /** Such as `mail.welcome`. */
  kind: Fixed<string>;
  /** JSON, as the kind wants it. */
  payload: Fixed<string>;
  /** The user whom it is about, if it is about one. */
  user_id: Fixed<string | null>;
  created_at: Fixed<string>;
  /** When it is to be tried next; whoever tries it moves this on first, so that nobody else does. */
  due_at: string;
  attempts: Generated<number>;
  /** Given up since then. */
  failed_at: string | null;
  last_error: string | null;
};

/** How often something was done in a window of time that ends at `expires_at`. */
type RateLimitTable = { key: Fixed<string>; points: number; expires_at: string };

/** What was deleted for everybody, and has rows left that go in parts. */
type DeletionTable = {
  subject_id: Fixed<string>;
  kind: Fixed<'label' | 'user'>;
  /** Who deletes it, as in `event`. */
  actor_id: Fixed<string | null>;
  actor_name: Fixed<string | null>;
  created_at: Fixed<string>;
};
