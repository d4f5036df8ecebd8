import type { ColumnType, Generated } from 'kysely';

/** Set once, when the row is made. */
export type Fixed<T> = ColumnType<T, T, never>;

/** Of whatever can be edited. */
export type Versioned = {
  /** Grows by one with each change. */
  version: Generated<number>;
  /** JSON: the version in which each field was changed last (`raisedVersion`). Null: none was, since this is kept. */
  field_versions: string | null;
};

export type UserTable = Versioned & {
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
export type SessionTable = {
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

export type RefreshTokenTable = {
  /** SHA-256 of the token, in hex. The token itself is never stored. */
  token_hash: Fixed<string>;
  session_id: Fixed<string>;
  created_at: Fixed<string>;
  /** A token is good for one use. */
  used_at: string | null;
};

/** A token that a user gave to a script. */
export type ApiTokenTable = {
  id: Fixed<string>;
  user_id: Fixed<string>;
  name: Fixed<string>;
  /** How the token begins, so that people know it again. */
  prefix: Fixed<string>;
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  /** Scopes with a space between them (RFC 6749, section 3.3). */
  scope: Fixed<string>;
  /** The ids of the projects to which it is narrowed, as JSON; null: whatever its user sees. */
  project_ids: Fixed<string | null>;
  created_at: Fixed<string>;
  expires_at: Fixed<string | null>;
  last_used_at: string | null;
  revoked_at: string | null;
};

/** A mailed token that sets a new password, once. */
export type PasswordResetTable = {
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  user_id: Fixed<string>;
  expires_at: string;
};

/** A mailed token by which a person takes over an account that never had a login, once. */
export type InvitationTable = {
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  user_id: Fixed<string>;
  /** In lower case: where the token was mailed to. */
  email: Fixed<string>;
  expires_at: string;
};

/** A mailed token that makes an address that of an account, once. */
export type EmailConfirmationTable = {
  /** SHA-256 of the token, in hex. */
  token_hash: Fixed<string>;
  user_id: Fixed<string>;
  /** In lower case: where the token was mailed to. */
  email: Fixed<string>;
  expires_at: string;
};
