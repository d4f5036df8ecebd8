// Generated from the router by `pnpm generate`. Do not edit.

import type { Mutation, Query, Subscription } from '../procedures.ts';

/** What went wrong, with the HTTP status that says the same. */
export type ErrorCode =
  | 'malformed_request' // 400: The request cannot be read
  | 'invalid_reset_token' // 400: The reset token is not valid any more: ask for a new one
  | 'invalid_confirmation' // 400: The link is not valid any more: ask for the change of address again
  | 'invalid_invitation' // 400: The invitation is not valid any more: ask an admin for another one
  | 'invalid_unsubscribe_token' // 400: This link is of no mail of ours: take it as it came
  | 'unauthenticated' // 401: Could not validate credentials
  | 'invalid_credentials' // 401: Invalid credentials
  | 'login_inactive' // 401: User is inactive
  | 'login_unconfirmed' // 401: Confirm your email address first: the link was mailed to you
  | 'invalid_refresh_token' // 401: The refresh token is not valid: log in again
  | 'forbidden' // 403: Not enough permissions
  | 'wrong_password' // 403: The current password is not right
  | 'insufficient_scope' // 403: The API token lacks the scope for this
  | 'session_required' // 403: Only a session can do this: log in
  | 'cross_site_request' // 403: The origin of this page is not listed in CORS_ORIGINS
  | 'inactive_user' // 403: Inactive user
  | 'registration_closed' // 403: Registration is closed: ask an admin for an account
  | 'user_required' // 403: Only a user can do this: a script acts as one with { user }
  | 'route_not_found' // 404: There is nothing at this address
  | 'user_not_found' // 404: User not found
  | 'issue_not_found' // 404: Issue not found
  | 'event_not_found' // 404: Event not found
  | 'attachment_not_found' // 404: Attachment not found
  | 'comment_not_found' // 404: Comment not found
  | 'project_not_found' // 404: Project not found
  | 'member_not_found' // 404: Member not found
  | 'milestone_not_found' // 404: Milestone not found
  | 'relation_not_found' // 404: Relation not found
  | 'bulk_edit_not_found' // 404: Bulk edit not found: its author can undo it for a day
  | 'template_not_found' // 404: Template not found
  | 'view_not_found' // 404: View not found
  | 'notification_not_found' // 404: Notification not found
  | 'label_not_found' // 404: Label not found
  | 'session_not_found' // 404: Session not found
  | 'token_not_found' // 404: API token not found
  | 'webhook_not_found' // 404: Webhook not found
  | 'delivery_not_found' // 404: Delivery not found
  | 'file_missing' // 404: The content of this file is not in the store any more: tell an admin
  | 'method_not_allowed' // 405: This address does not take this method
  | 'email_taken' // 409: Email already registered
  | 'username_taken' // 409: Username already taken
  | 'label_taken' // 409: There is already a label of this name
  | 'template_taken' // 409: The project has a template of this name already
  | 'milestone_taken' // 409: The project has a milestone of this title already
  | 'id_taken' // 409: This id is taken: make another
  | 'idempotency_answer_not_kept' // 409: Done before with this Idempotency-Key, and the answer is not kept: look what there is
  | 'project_key_taken' // 409: Another project has this key, or had it
  | 'project_archived' // 409: The project is archived: a manager can take it out of the archive
  | 'visibility_unconfirmed' // 409: Every user would see it there: send `confirm_visibility: true` if that is meant
  | 'bulk_edit_undone' // 409: The bulk edit was undone before this issue had its turn
  | 'project_not_empty' // 409: The project has issues, labels or milestones: move or delete them, or archive it
  | 'main_project' // 409: This is the main project, which always is there
  | 'member_exists' // 409: This user is a member already: change the role
  | 'too_many_files' // 409: There are as many files here as there can be: delete some first
  | 'file_quota_exceeded' // 409: The files of this project have no more room: delete some first
  | 'webhook_inactive' // 409: The webhook is not active: activate it first
  | 'not_in_bin' // 409: The issue is not in the bin: delete it first
  | 'last_manager' // 409: This is the last manager of a private project: name another one first
  | 'last_admin' // 409: This is the last active admin: make another user an admin first
  | 'not_invitable' // 409: Only an active account that never had a login can be invited
  | 'no_mail' // 409: This server sends no mail: set SMTP_URL, or set a password for the account
  | 'precondition_failed' // 412: Somebody has changed this since: look at what there is now, and decide anew
  | 'payload_too_large' // 413: The request is too large
  | 'file_too_large' // 413: The file is too large
  | 'batch_too_large' // 413: The answers of this batch are too large together: make this call in a request of its own
  | 'unsupported_media_type' // 415: This content type is not taken here
  | 'range_not_satisfiable' // 416: There are no such bytes
  | 'upgrade_required' // 426: This is the address of a WebSocket: open one
  | 'validation_failed' // 422: The input is not valid
  | 'idempotency_key_reused' // 422: This Idempotency-Key came with another request: make a new one for each
  | 'rate_limited' // 429: Too many requests: try again later
  | 'internal_error' // 500: Something went wrong on our side
  | 'unavailable'; // 503: The service cannot do this at the moment: try again soon

/** One thing that is wrong with the input. `path` is dotted, such as `labels.0`; empty for the whole. */
export type ValidationIssue = { path: string; message: string; code: string };

/** A field that an edit would change, and somebody else has changed since the version of the edit. */
export type Conflict = { field: string; yours: ConflictValue; current: ConflictValue };

export type ConflictValue = string | number | boolean | string[] | null;

/** What the `data` of an error holds. */
export type ErrorData = {
  code: ErrorCode;
  httpStatus: number;
  /** The procedure that was called. */
  path: string | null;
  /** Names the request in the server's log. */
  request_id: string | null;
  /** What is wrong with the input, if that is what is wrong. */
  errors: ValidationIssue[] | null;
  /** Which fields somebody else changed since the `version` of an edit (`precondition_failed`). */
  conflicts?: Conflict[];
  /** What there is in place of what the edit was made from (`precondition_failed`), as `get` has it. */
  current?: object;
};

/** An error as it comes over the wire. */
export type ErrorShape = { message: string; code: number; data: ErrorData };

/** A mailed token and the password of the account */
export type AcceptInvitation = {
  /** From the mail; used up by this */
  token: string;
  /** 8 to 100 characters as people see them; all of it counts, white space too */
  password: string;
};

/** An access token; the refresh token went into an HttpOnly cookie */
export type AccessToken = {
  /** Send it as `Authorization: Bearer …` */
  access_token: string;
  /** Always `bearer` */
  token_type: 'bearer';
  /** Seconds until the access token expires */
  expires_in: number;
};

export type AddCommentReactionInput = {
  /** The id of the comment */
  id: string;
  /** What to say of it */
  name: ReactionName;
};

/** Whom to add, and as what */
export type AddMember = {
  /** The id of a project, or its key in any case */
  project: string;
  /** The id, the username or the email address of a user, or `me` */
  user: string;
  /** @default 'member' */
  role?: ProjectRole | undefined;
};

export type AddReactionInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /** What to say of it */
  name: ReactionName;
};

/** A token that a user gave to a script */
export type ApiToken = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What it is for */
  name: string;
  /** How the token begins */
  prefix: string;
  /** What it is good for */
  scopes: Scope[];
  /** The projects to which it is narrowed, of those that you see now; null: all that you see */
  projects: ProjectSummary[] | null;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** Null: never */
  expires_at: string | null;
  /** To the minute */
  last_used_at: string | null;
};

/** One page of API tokens */
export type ApiTokenPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: ApiToken[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

export type AttachToCommentInput = {
  /** The id of the comment */
  comment_id: string;
};

export type AttachToIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  issue_id: string;
};

/** A file on an issue or a comment */
export type Attachment = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The issue that it is on */
  issue_id: string;
  /** The comment that it is on; null: on the issue itself */
  comment_id: string | null;
  uploader: UserSummary;
  /** What it is called */
  filename: string;
  /** In bytes */
  size: number;
  /** What its content is, as far as its first bytes say it; `application/octet-stream` where they do not */
  content_type: string;
  /** The SHA-256 of its content, in hex */
  sha256: string;
  /** Where its content is, below the address of the server. It takes a token, as all else */
  url: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
};

/** One page of files, the oldest first */
export type AttachmentPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Attachment[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

export type BootstrapSyncInput = {
  /** These alone. Left out: all that you see; as an admin, private ones of others have to be named */
  projects?: string[] | undefined;
  /** Leave out issues that are closed and were not changed since then */
  since?: string | undefined;
};

/** What to change in each issue, as in an edit of one */
export type BulkChange = {
  status?: IssueStatus | undefined;
  /** Why it is closed: `completed` when it is closed without one; goes when it is opened again */
  closed_reason?: ClosedReason | null | undefined;
  priority?: IssuePriority | undefined;
  /** Its id or title; null takes the issue out of the one it has */
  milestone?: string | null | undefined;
  /** The issue that it is to be part of: its id, key or number; null: of none */
  parent?: string | null | undefined;
  /** The day when it is due; null: on none */
  due_on?: string | null | undefined;
  /** Names of existing labels */
  labels?: string[] | undefined;
  /** Ids, usernames or email addresses of active users, or `me` */
  assignees?: string[] | undefined;
  /** The id or the key of the project to move it to */
  project?: string | undefined;
  /** `true`: move it although every user sees it then, as its new project is internal */
  confirm_visibility?: boolean | undefined;
  /** Names of existing labels, which are put on beside the others */
  add_labels?: string[] | undefined;
  /** Names of labels, which are taken off where they are */
  remove_labels?: string[] | undefined;
  /** Users who are assigned beside the others */
  add_assignees?: string[] | undefined;
  /** Users who are taken off where they are assigned */
  remove_assignees?: string[] | undefined;
};

/** A field that an undo leaves as it is */
export type BulkConflict = {
  /** Which somebody changed since */
  field: string;
  /** What the undo would set it to */
  yours: string | number | boolean | string[] | null;
  /** What it is */
  current: string | number | boolean | string[] | null;
};

/** What became of each issue: what fails does not stop the rest */
export type BulkEdit = {
  /** What it is undone by; null: it was a dry run */
  id: string | null;
  /** Until then its author can undo it; null: there is nothing to undo */
  undo_until: string | null;
  /** One for each issue, in the order of `ids`, or of the query */
  results: BulkResult[];
};

/** Which issues to change, and how */
export type BulkEditIssues = {
  /** Ids, keys or numbers of issues: up to 100. In their place, `query` finds them */
  ids?: string[] | undefined;
  /** All issues that this query finds when the call begins, up to 1,000, in the language of docs/search.md */
  query?: string | undefined;
  /** Of what `query` finds, only what is in any of these projects */
  project?: string[] | undefined;
  change: BulkChange;
  /**
   * `true`: change nothing, and say what would become of each issue
   * @default false
   */
  dry_run?: boolean | undefined;
};

/** Why an issue was left as it is */
export type BulkError = {
  /** Such as `forbidden` */
  code: string;
  /** What went wrong, for people */
  detail: string;
  /** What is wrong with which field of the change */
  errors?: BulkFault[] | undefined;
  /** Of an undo: the fields that somebody changed since */
  conflicts?: BulkConflict[] | undefined;
};

/** What is wrong with a field of a change */
export type BulkFault = {
  /** The field of the change */
  path: string;
  /** What is wrong with it */
  message: string;
  /** The same for programs */
  code: string;
};

/** An issue that an edit of many is about */
export type BulkIssue = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What it was when the call began: it leads to the issue also after a move */
  key: string;
  /** What it is about, in a few words */
  title: string;
};

/** What became of one issue */
export type BulkResult = {
  /** What `ids` called the issue; left out where a query found it */
  asked?: string | undefined;
  /** Null: there is no such issue, or none that you see */
  issue: BulkIssue | null;
  /** What an edit of this issue alone would be answered with, such as 200, 403, 404 or 422 */
  status: number;
  /** As in the history; of a move the project alone. Empty: it is so already, or was refused */
  changes: FieldChange[];
  error?: BulkError | undefined;
};

/** The password of the account, and the one that takes its place */
export type ChangePassword = {
  /** The password of the account as it is */
  current_password: string;
  /** 8 to 100 characters as people see them; all of it counts, white space too */
  new_password: string;
};

/** Why an issue was closed */
export type ClosedReason = 'completed' | 'not_planned' | 'duplicate';

/** A comment on an issue */
export type Comment = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The issue that it is on */
  issue_id: string;
  author: UserSummary;
  /** What it says */
  body: string;
  /** The files on it, the oldest first */
  attachments: Attachment[];
  reactions: Reactions;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Users whom the text names, in its order: the first 20 */
  mentions: Mention[];
  /** Issues that the text names and you see, in its order: of the first 20 */
  references: Reference[];
};

/** One page of comments, the oldest first */
export type CommentPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Comment[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** A mailed token */
export type ConfirmEmail = {
  /** From the mail; used up by this */
  token: string;
};

/** A new API token */
export type CreateApiToken = {
  /** What it is for */
  name: string;
  /** What it is good for; `admin` only an admin can give */
  scopes: Scope[];
  /** Ids or keys of projects: it sees these alone. All that you see when left out; not with `admin` */
  projects?: string[] | undefined;
  /** Days until it stops working; never when left out */
  expires_in_days?: number | undefined;
};

/** A new comment */
export type CreateComment = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  issue_id: string;
  /** What it says */
  body: string;
};

/** A new issue. Without a `template`, it has to have a title and a description */
export type CreateIssue = {
  /** What it is about, in a few words */
  title?: string | undefined;
  /** What it is about, in full */
  description?: string | undefined;
  /** How urgent it is; as its template has it, or `medium`, when left out */
  priority?: IssuePriority | undefined;
  /** Checked and then ignored: a new issue is open */
  status?: IssueStatus | undefined;
  /** Names of existing labels */
  labels?: string[] | undefined;
  /** Ids, usernames or email addresses of active users, or `me` */
  assignees?: string[] | undefined;
  /** The id of a milestone, or its title in the project */
  milestone?: string | null | undefined;
  /** The day when it is due */
  due_on?: string | null | undefined;
  /** The issue that it is part of: its id, key or number */
  parent?: string | null | undefined;
  /**
   * A UUID of version 7 of your own. A repeat with the same content makes nothing new, and one with other content is
   * refused
   */
  id?: string | undefined;
  /** The id or the key of a project; the main one when left out */
  project?: string | undefined;
  /** The id of a template of the project, or its name: what is left out here is as it has it */
  template?: string | undefined;
};

/** A new label */
export type CreateLabel = {
  /** Upper and lower case are the same */
  name: string;
  /**
   * "#" and six hexadecimal digits
   * @default '#ededed'
   */
  color?: string | undefined;
  /** What it is for */
  description?: string | null | undefined;
  /** The id or the key of the project that it is for; all when it is null or left out */
  project?: string | null | undefined;
};

/** A new milestone */
export type CreateMilestone = {
  /** What it is called; upper and lower case are the same */
  title: string;
  /** What it is about */
  description?: string | null | undefined;
  /** The day when it is due */
  due_on?: string | null | undefined;
  /** The id or the key of its project; the main one when left out */
  project?: string | undefined;
};

/** A new project */
export type CreateProject = {
  /** What the keys of its issues begin with: 2 to 10 letters and digits, in upper case */
  key: string;
  /** What it is called */
  name: string;
  /** What it is about */
  description?: string | null | undefined;
  /** @default 'internal' */
  visibility?: ProjectVisibility | undefined;
};

/** What an issue is to another one */
export type CreateRelation = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /** What the issue is to the other one */
  type: 'blocks' | 'blocked_by' | 'duplicates' | 'relates';
  /** The other issue: its id, key or number */
  issue: string;
};

/** A new template. New issues say themselves what it leaves out */
export type CreateTemplate = {
  /** The id of a project, or its key in any case */
  project: string;
  /** What it is called; upper and lower case are the same */
  name: string;
  /** What it is about, in a few words */
  title?: string | null | undefined;
  /** What it is about, in full */
  description?: string | null | undefined;
  /** How urgent new issues are */
  priority?: IssuePriority | null | undefined;
  /** Names of existing labels */
  labels?: string[] | undefined;
  /** Ids, usernames or email addresses of active users, or `me` */
  assignees?: string[] | undefined;
};

/** A new account, made by an admin */
export type CreateUser = {
  /** Email address; upper and lower case are the same */
  email: string;
  /** 8 to 100 characters as people see them; all of it counts, white space too */
  password: string;
  /** Unique name without spaces; upper and lower case are the same */
  username?: string | null | undefined;
  /** First name */
  first_name?: string | null | undefined;
  /** Last name */
  last_name?: string | null | undefined;
  /** About oneself */
  bio?: string | null | undefined;
  /** The address of a picture */
  avatar_url?: string | null | undefined;
  /** The address of a page */
  website?: string | null | undefined;
  /** @default 'user' */
  role?: UserRole | undefined;
};

/** A new view */
export type CreateView = {
  /** What it is called */
  name: string;
  /** What it finds, in the language of docs/search.md; `@me` is whoever runs it */
  query: string;
  /** Its order, where the query names none; null: newest first */
  sort?: 'created-desc' | 'created-asc' | 'updated-desc' | 'updated-asc' | 'priority-desc' | 'priority-asc' | 'number-desc' | 'number-asc' | 'comments-desc' | 'comments-asc' | 'reactions-desc' | 'reactions-asc' | 'due-desc' | 'due-asc' | null | undefined;
  /** The id or the key of the project that it is of: who sees that sees it. None when null or left out */
  project?: string | null | undefined;
  /** Of no project, `true`: everybody sees it, which admins may make so. Otherwise it is yours alone */
  is_shared?: boolean | undefined;
};

/** A new webhook */
export type CreateWebhook = {
  /** Where messages are sent to (http or https), without a username or password in it */
  url: string;
  /** Only what happens in it; null or left out: in all projects, and beside them */
  project?: string | null | undefined;
  /** Only what happens to issues that this query finds at the time; `sort:` says nothing here */
  query?: string | null | undefined;
  /** Only these, such as `issue.updated` or `comment.*`; null: all */
  events?: ('issue.created' | 'issue.updated' | 'issue.deleted' | 'issue.restored' | 'issue.redacted' | 'issue.purged' | 'issue.imported' | 'comment.created' | 'comment.updated' | 'comment.redacted' | 'comment.deleted' | 'project.created' | 'project.updated' | 'project.deleted' | 'project.member_changed' | 'project.looked_into' | 'project.imported' | 'attachment.created' | 'attachment.deleted' | 'relation.created' | 'relation.deleted' | 'reaction.changed' | 'label.created' | 'label.updated' | 'label.deleted' | 'milestone.created' | 'milestone.updated' | 'milestone.deleted' | 'view.created' | 'view.updated' | 'view.deleted' | 'template.created' | 'template.updated' | 'template.deleted' | 'user.created' | 'user.updated' | 'user.deleted' | 'user.imported' | 'user.invited' | 'user.joined' | 'user.password_changed' | 'user.password_reset' | 'user.logged_out_everywhere' | 'session.started' | 'session.ended' | 'session.token_reused' | 'token.created' | 'token.revoked' | 'webhook.created' | 'webhook.updated' | 'webhook.deleted' | 'webhook.rotated' | 'webhook.disabled' | 'issue.*' | 'comment.*' | 'project.*' | 'attachment.*' | 'relation.*' | 'reaction.*' | 'label.*' | 'milestone.*' | 'view.*' | 'template.*' | 'user.*' | 'session.*' | 'token.*' | 'webhook.*')[] | null | undefined;
};

/** What one logs in with (the field names are those of OAuth 2, RFC 6749 section 4.3) */
export type Credentials = {
  /** Email address or username */
  username: string;
  /** The password of the account as it is */
  password: string;
};

export type DeleteAttachmentInput = {
  /** The id of the attachment */
  id: string;
};

export type DeleteCommentInput = {
  /** The id of the comment */
  id: string;
};

export type DeleteIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

export type DeleteLabelInput = {
  /** The id of the label */
  id: string;
};

export type DeleteMilestoneInput = {
  /** The id of the milestone */
  id: string;
};

export type DeleteProjectInput = {
  /** The id of a project, or its key in any case */
  project: string;
};

export type DeleteRelationInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /** What the issue is to the other one */
  type: RelationType;
  /** The other issue: its id, key or number */
  other: string;
};

export type DeleteTemplateInput = {
  /** The id of the template */
  id: string;
};

export type DeleteUserInput = {
  /** The id of the user */
  id: string;
};

export type DeleteViewInput = {
  /** The id of the view */
  id: string;
};

export type DeleteWebhookInput = {
  /** The id of the webhook */
  id: string;
};

export type DownloadAttachmentInput = {
  /** The id of the attachment */
  id: string;
};

/** What an event is about */
export type EventSubject = {
  /** What it happened to. Comments are part of their issue */
  type: 'issue' | 'project' | 'label' | 'milestone' | 'view' | 'template' | 'user' | 'session' | 'token' | 'webhook';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The key of an issue or a project; else null */
  key: string | null;
  /** The number of an issue; else null */
  number: number | null;
  /** The project of an issue; else null */
  project: ProjectSummary | null;
  /** The title of an issue or a milestone, or the name of a project, label, user or token; null when it was deleted */
  name: string | null;
};

export type ExportIssuesInput = {
  /**
   * `ndjson`: all that there is of issues, to be imported again; `csv`: a row each; `json`: as lists have them
   * @default 'ndjson'
   */
  format?: 'ndjson' | 'csv' | 'json' | undefined;
  /**
   * Of NDJSON: without ids and the time of the export, so that two places with the same issues give the same
   * @default false
   */
  without_ids?: boolean | undefined;
  /**
   * Of CSV: begins with a byte order mark, which Excel asks for
   * @default false
   */
  bom?: boolean | undefined;
  /** Any of these */
  project?: string[] | undefined;
  /** Any of these */
  status?: IssueStatus[] | undefined;
  /** Any of these */
  priority?: IssuePriority[] | undefined;
  /** The id, username or email address of a user, or `me` */
  author?: string | undefined;
  /** The id, username or email address of a user, or `me`, or `none` */
  assignee?: string | undefined;
  /** The id or title of a milestone, or `none` */
  milestone?: string | undefined;
  /** Is part of this issue: its id, key or number */
  parent?: string | undefined;
  /** All of these, by name */
  label?: string[] | undefined;
  /** At this time or later */
  created_after?: string | undefined;
  /** Before this time */
  created_before?: string | undefined;
  /** At this time or later */
  updated_after?: string | undefined;
  /** Before this time */
  updated_before?: string | undefined;
  /** At this time or later */
  closed_after?: string | undefined;
  /** Before this time */
  closed_before?: string | undefined;
  /** On this day or later */
  due_after?: string | undefined;
  /** Before this day */
  due_before?: string | undefined;
  /** A query in the language of docs/search.md: words, and qualifiers such as `label:bug` */
  q?: string | undefined;
};

/** What was changed in one field */
export type FieldChange = {
  /** The field that was changed */
  field: string;
  /** What it was */
  from: string | string[] | null;
  /** What it is since */
  to: string | string[] | null;
  /** True when a list shows only the beginning (1 KB) of `from`: `GET /events/{id}` has all of it */
  from_is_cut?: boolean | undefined;
  /**
   * True when only the beginning (1 KB) of `to` is here: all of it is the `from` of the next change, or the present
   * text
   */
  to_is_cut?: boolean | undefined;
};

/** With what you are done */
export type FinishNotifications = {
  /** Only these; without it all */
  ids?: string[] | undefined;
  /**
   * Only what happened by then, such as the `updated_at` of the newest that you have seen: what comes in later stays
   */
  until?: string | undefined;
};

/** What you are done with */
export type FinishedNotifications = {
  /** With how many notifications you are done since */
  count: number;
};

/** Where the mail goes, if there is an account of this address */
export type ForgotPassword = {
  /** Email address; upper and lower case are the same */
  email: string;
};

/** An issue that a search has found */
export type FoundIssue = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The key of its project and its number, as people write it */
  key: string;
  /** Counts the issues of its project from 1; never used again */
  number: number;
  project: ProjectSummary;
  /** What it is about, in a few words */
  title: string;
  /** What it is about, in full */
  description: string;
  priority: IssuePriority;
  status: IssueStatus;
  author: UserSummary;
  /** Who is to do it */
  assignees: UserSummary[];
  /** By name */
  labels: Label[];
  /** What it is part of; null: of none */
  milestone: MilestoneSummary | null;
  /** The day when it is due */
  due_on: string | null;
  /** What it is part of; null: of none that you see */
  parent: IssueSummary | null;
  children: IssueChildren;
  /** The files on it, the oldest first */
  attachments: Attachment[];
  /** How many comments there are on it */
  comment_count: number;
  reactions: Reactions;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Null: it is not closed */
  closed_at: string | null;
  /** Null: it is not closed */
  closed_reason: ClosedReason | null;
  /** In the bin since then; null: it is not there */
  deleted_at: string | null;
  /** Users whom the text names, in its order: the first 20 */
  mentions: Mention[];
  /** Issues that the text names and you see, in its order: of the first 20 */
  references: Reference[];
  /** Where the words were found */
  highlights: Highlight[];
};

/** Issues that a search has found: the one whose key was looked for, then those with all words in their title */
export type FoundIssues = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: FoundIssue[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
  /** Whether older issues are missing, as their words are being read since an upgrade or a restore */
  incomplete_results: boolean;
};

export type GetAttachmentInput = {
  /** The id of the attachment */
  id: string;
};

export type GetCommentInput = {
  /** The id of the comment */
  id: string;
};

export type GetEventInput = {
  /** The id of the event */
  id: string;
};

export type GetIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

export type GetLabelInput = {
  /** The id of the label */
  id: string;
};

export type GetMilestoneInput = {
  /** The id of the milestone */
  id: string;
};

export type GetProjectInput = {
  /** The id of a project, or its key in any case */
  project: string;
};

export type GetTemplateInput = {
  /** The id of the template */
  id: string;
};

export type GetUserInput = {
  /** The id of the user */
  id: string;
};

export type GetViewInput = {
  /** The id of the view */
  id: string;
};

export type GetWatchInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

export type GetWebhookInput = {
  /** The id of the webhook */
  id: string;
};

/** Where words of a query are in a text. It is plain text, never HTML */
export type Highlight = {
  /** Where it was found */
  field: 'title' | 'description' | 'comments' | 'labels';
  /** The text around what was found, or the whole of a short one */
  text: string;
  /** What was found in `text`: from and to, in UTF-16 units, as `slice` of JavaScript takes them */
  ranges: (number[])[];
};

/** Issues of another tracker */
export type ImportIssues = {
  /** The tracker that the issues come from: the kind of site, a colon, and the project there */
  source: string;
  /** What labels look like that are not here yet */
  labels: ImportedLabel[];
  /** What milestones look like that are not here yet; those that no issue names are made too */
  milestones?: ImportedMilestone[] | undefined;
  /** What is known of people who are named in these issues, beside their names */
  people?: ImportedPerson[] | undefined;
  /** Some of the issues: an import may be sent in parts */
  issues: ImportedIssue[];
  /** The key of the project that they come into, which is made when it is not there; the main one when left out */
  project?: string | undefined;
  project_details?: ImportedProject | undefined;
  /**
   * What to do with an issue whose number is taken in the project
   * @default 'renumber'
   */
  when_taken?: 'renumber' | 'leave' | undefined;
  /** Changes nothing, and says what would be added */
  dry_run?: boolean | undefined;
};

/** What an import added, or would add */
export type ImportResult = {
  /** Issues that were added */
  created: number;
  /** Issues that were imported before */
  skipped: number;
  /** What these are called at the source: their `id`, or their number where they have none */
  known: string[];
  /** What the issues are called that were left, as `when_taken` says */
  left: string[];
  /** Former keys that lead nowhere here: their project is not here, or the number is taken in it */
  dropped_keys: string[];
  /** Added issues whose number is not kept: it is taken in the project, or far too high */
  renumbered: number;
  /** Comments that were added */
  comments: number;
  /** Accounts that were added; they cannot sign in until they are invited */
  users: number;
  /** Labels that were added */
  labels: number;
  /** Milestones that were added */
  milestones: number;
  made: ImportedBeside;
};

/** What was added beside issues and comments, by name */
export type ImportedBeside = {
  /** Names of the accounts */
  users: string[];
  /** What the people of these accounts are called at the source, in the same order */
  logins: string[];
  /** Names of the labels */
  labels: string[];
  /** Titles of the milestones */
  milestones: string[];
  /** The key of the project; null: it was there */
  project: string | null;
};

/** What was changed in one field */
export type ImportedChange = {
  /** The field that was changed */
  field: string;
  /** What it was. People are named as at the source */
  from: string | string[] | null;
  /** What it is since */
  to: string | string[] | null;
  /** Only the beginning of `to` is here */
  to_is_cut?: true | undefined;
};

/** A comment of another tracker */
export type ImportedComment = {
  /** What the history calls it */
  id?: string | undefined;
  /** Name of the account at the source */
  author: string;
  /** What it says */
  body: string;
  /** How many there are of each: they stand as numbers, which nobody can take back */
  reactions?: Reactions | undefined;
  /** 1 when left out */
  version?: number | undefined;
  /** A time */
  created_at: string;
  /** A time */
  updated_at: string;
};

/** Something that happened to an issue of another tracker */
export type ImportedEvent = {
  /** What happened */
  type: 'issue.created' | 'issue.updated' | 'issue.deleted' | 'issue.restored' | 'issue.redacted' | 'issue.purged' | 'issue.imported' | 'comment.created' | 'comment.updated' | 'comment.redacted' | 'comment.deleted' | 'attachment.created' | 'attachment.deleted' | 'relation.created' | 'relation.deleted';
  /** Who did it; null: a script */
  actor: string | null;
  /** The name of the script that did it */
  actor_name: string | null;
  /** The comment that it is about */
  comment: string | null;
  /** One for each field */
  changes: ImportedChange[];
  /** A time */
  created_at: string;
};

/** An issue of another tracker. It has a `number`, or an `id`, by which it is known again */
export type ImportedIssue = {
  /** Its number at the source; the next one when left out */
  number?: number | undefined;
  /** What it is known by at the source, where that is not its number */
  id?: string | undefined;
  /** Where it came from before, such as github:owner/name#42 */
  imported_from?: string | undefined;
  /** What it is about, in a few words */
  title: string;
  /** What it is about, in full */
  description: string;
  status: IssueStatus;
  /** `medium` when left out */
  priority?: IssuePriority | undefined;
  /** Name of the account at the source */
  author: string;
  /** Names of the accounts at the source */
  assignees: string[];
  /** Names of labels; those that are missing are made */
  labels: string[];
  /** The title of its milestone, which is made if it is missing */
  milestone?: string | null | undefined;
  /** The day when it is due */
  due_on?: string | null | undefined;
  /** A time */
  created_at: string;
  /** A time */
  updated_at: string;
  /** Null: it is open */
  closed_at: string | null;
  /** `completed` when it is closed and this is left out */
  closed_reason?: ClosedReason | null | undefined;
  /** How many there are of each: they stand as numbers, which nobody can take back */
  reactions?: Reactions | undefined;
  /** The `id` at the source of the issue that it is part of, its number, or where it came from: where both are here */
  parent?: string | null | undefined;
  /** The same of the issues that are part of it */
  parts?: string[] | undefined;
  /** What it is to others: each is made when both of them are here */
  relations?: ImportedRelation[] | undefined;
  /** The comments on it */
  comments: ImportedComment[];
  /** 1 when left out */
  version?: number | undefined;
  /** All that happened to it, the oldest first. When left out, its history begins with the import */
  history?: ImportedEvent[] | undefined;
  /** Keys that it had in other projects before, such as OLD-3: they lead to it where they are free */
  former_keys?: string[] | undefined;
};

/** A label of another tracker */
export type ImportedLabel = {
  /** Upper and lower case are the same */
  name: string;
  /** "#" and six hexadecimal digits */
  color: string;
  /** What it is for */
  description: string | null;
  /** For the issues of all projects, also where `project` is named */
  for_all?: boolean | undefined;
  /** A time */
  created_at?: string | undefined;
  /** A time */
  updated_at?: string | undefined;
};

/** A milestone of another tracker */
export type ImportedMilestone = {
  /** What it is called */
  title: string;
  /** What it is about */
  description: string | null;
  /** The day when it is due */
  due_on: string | null;
  /** Null: it is open */
  closed_at: string | null;
  /** A time */
  created_at?: string | undefined;
  /** A time */
  updated_at?: string | undefined;
};

/** A person of another tracker */
export type ImportedPerson = {
  /** Name of the account at the source */
  login: string;
  /** What the account is called here; as at the source when left out; null: it has only a username */
  name?: string | null | undefined;
  /** Its username, where that is free; as `name` when left out */
  username?: string | null | undefined;
  /** Where `name` is only the first name */
  last_name?: string | null | undefined;
  /** Its address, where that is free: an invitation can be mailed to it */
  email?: string | undefined;
  /** Where it came from before, such as github:ada */
  imported_from?: string | undefined;
  /** The account is gone at the source: it is so here */
  is_deleted?: boolean | undefined;
  /** The id, the username or the email address of the user who this is: no account is made */
  user?: string | undefined;
};

/** What the project is like, where it is made */
export type ImportedProject = {
  /** What it is called */
  name: string;
  /** What it is about */
  description?: string | null | undefined;
  visibility?: ProjectVisibility | undefined;
  /** A time */
  created_at?: string | undefined;
  /** A time */
  updated_at?: string | undefined;
  /** Keys that it had: they lead to it where free */
  former_keys?: string[] | undefined;
  /** Archives it when these issues are in, unless somebody has changed it since an import made it */
  archived_at?: string | undefined;
};

/** What an issue of another tracker is to another one */
export type ImportedRelation = {
  /** What the issue is to the other one */
  type: 'blocks' | 'blocked_by' | 'duplicates' | 'duplicated_by' | 'relates';
  /**
   * The `id` of the other one at the source, or its number where it has none; or where it came from, such as
   * github:owner/name#43
   */
  issue: string;
  /** A time */
  created_at: string;
};

/** An invitation that is mailed */
export type Invitation = {
  user: UserSummary;
  /** Where it is mailed to */
  email: string;
};

/** The address of a person who is invited */
export type InviteUser = {
  /** The id of the user */
  id: string;
  /** Where the invitation is mailed to; the address of the account then */
  email: string;
};

/** An issue */
export type Issue = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The key of its project and its number, as people write it */
  key: string;
  /** Counts the issues of its project from 1; never used again */
  number: number;
  project: ProjectSummary;
  /** What it is about, in a few words */
  title: string;
  /** What it is about, in full */
  description: string;
  priority: IssuePriority;
  status: IssueStatus;
  author: UserSummary;
  /** Who is to do it */
  assignees: UserSummary[];
  /** By name */
  labels: Label[];
  /** What it is part of; null: of none */
  milestone: MilestoneSummary | null;
  /** The day when it is due */
  due_on: string | null;
  /** What it is part of; null: of none that you see */
  parent: IssueSummary | null;
  children: IssueChildren;
  /** The files on it, the oldest first */
  attachments: Attachment[];
  /** How many comments there are on it */
  comment_count: number;
  reactions: Reactions;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Null: it is not closed */
  closed_at: string | null;
  /** Null: it is not closed */
  closed_reason: ClosedReason | null;
  /** In the bin since then; null: it is not there */
  deleted_at: string | null;
  /** Users whom the text names, in its order: the first 20 */
  mentions: Mention[];
  /** Issues that the text names and you see, in its order: of the first 20 */
  references: Reference[];
};

/** Of the issues that are part of one, those that you see */
export type IssueChildren = {
  /** How many there are */
  total: number;
  /** How many of them are closed */
  closed: number;
};

/** Something that happened to an issue: who changed what, from what to what, and when */
export type IssueEvent = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Such as `issue.created`, `issue.updated` or `comment.created` */
  type: string;
  /** Null when a script did it */
  actor: UserSummary | null;
  /** The name of the script that did it */
  actor_name: string | null;
  /** The comment that it is about */
  comment_id: string | null;
  /** One for each field */
  changes: FieldChange[];
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
};

/** One page of the history of an issue, the oldest event first */
export type IssueEventPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: IssueEvent[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** Issues in the order that is asked for */
export type IssueList = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Issue[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** How urgent an issue is */
export type IssuePriority = 'low' | 'medium' | 'high';

/** How far an issue is */
export type IssueStatus = 'open' | 'in_progress' | 'closed';

/** What is shown of an issue beside another one */
export type IssueSummary = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The key of its project and its number */
  key: string;
  /** What it is about, in a few words */
  title: string;
  status: IssueStatus;
};

/** A word to sort issues by */
export type Label = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Null: it is for the issues of all projects */
  project: ProjectSummary | null;
  /** Unique in its project, whatever its case */
  name: string;
  /** "#" and six hexadecimal digits */
  color: string;
  /** What it is for */
  description: string | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
};

/** One page of labels */
export type LabelPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Label[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

export type ListApiTokensInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListAttachmentsInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  issue_id: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListCommentsInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  issue_id: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListEventsInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** The id or the number of an issue */
  issue?: string | undefined;
  /** Any of these: what happened in them */
  project?: string[] | undefined;
  /** Any of these, such as `issue.updated` or `label.*` */
  type?: ('issue.created' | 'issue.updated' | 'issue.deleted' | 'issue.restored' | 'issue.redacted' | 'issue.purged' | 'issue.imported' | 'comment.created' | 'comment.updated' | 'comment.redacted' | 'comment.deleted' | 'project.created' | 'project.updated' | 'project.deleted' | 'project.member_changed' | 'project.looked_into' | 'project.imported' | 'attachment.created' | 'attachment.deleted' | 'relation.created' | 'relation.deleted' | 'reaction.changed' | 'label.created' | 'label.updated' | 'label.deleted' | 'milestone.created' | 'milestone.updated' | 'milestone.deleted' | 'view.created' | 'view.updated' | 'view.deleted' | 'template.created' | 'template.updated' | 'template.deleted' | 'user.created' | 'user.updated' | 'user.deleted' | 'user.imported' | 'user.invited' | 'user.joined' | 'user.password_changed' | 'user.password_reset' | 'user.logged_out_everywhere' | 'session.started' | 'session.ended' | 'session.token_reused' | 'token.created' | 'token.revoked' | 'webhook.created' | 'webhook.updated' | 'webhook.deleted' | 'webhook.rotated' | 'webhook.disabled' | 'issue.*' | 'comment.*' | 'project.*' | 'attachment.*' | 'relation.*' | 'reaction.*' | 'label.*' | 'milestone.*' | 'view.*' | 'template.*' | 'user.*' | 'session.*' | 'token.*' | 'webhook.*')[] | undefined;
  /** Who did it: the id, username or email address of a user, or `me` */
  actor?: string | undefined;
  /**
   * The newest first, or the oldest
   * @default 'position-desc'
   */
  sort?: 'position-desc' | 'position-asc' | undefined;
};

export type ListIssueEventsInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListIssuesInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Any of these */
  project?: string[] | undefined;
  /** Any of these */
  status?: IssueStatus[] | undefined;
  /** Any of these */
  priority?: IssuePriority[] | undefined;
  /** The id, username or email address of a user, or `me` */
  author?: string | undefined;
  /** The id, username or email address of a user, or `me`, or `none` */
  assignee?: string | undefined;
  /** The id or title of a milestone, or `none` */
  milestone?: string | undefined;
  /** Is part of this issue: its id, key or number */
  parent?: string | undefined;
  /** All of these, by name */
  label?: string[] | undefined;
  /** At this time or later */
  created_after?: string | undefined;
  /** Before this time */
  created_before?: string | undefined;
  /** At this time or later */
  updated_after?: string | undefined;
  /** Before this time */
  updated_before?: string | undefined;
  /** At this time or later */
  closed_after?: string | undefined;
  /** Before this time */
  closed_before?: string | undefined;
  /** On this day or later */
  due_after?: string | undefined;
  /** Before this day */
  due_before?: string | undefined;
  /** A query in the language of docs/search.md: words, and qualifiers such as `label:bug` */
  q?: string | undefined;
  /** Newest first when left out; a cursor is good for the order in which it was given */
  sort?: 'created-desc' | 'created-asc' | 'updated-desc' | 'updated-asc' | 'priority-desc' | 'priority-asc' | 'number-desc' | 'number-asc' | 'comments-desc' | 'comments-asc' | 'reactions-desc' | 'reactions-asc' | 'due-desc' | 'due-asc' | undefined;
  /** `true`: what is in the bin and you may restore, the latest first; with `project` and no other filter */
  in_bin?: boolean | undefined;
};

export type ListIssuesOfViewInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Any of these */
  project?: string[] | undefined;
  /** Any of these */
  status?: IssueStatus[] | undefined;
  /** Any of these */
  priority?: IssuePriority[] | undefined;
  /** The id, username or email address of a user, or `me` */
  author?: string | undefined;
  /** The id, username or email address of a user, or `me`, or `none` */
  assignee?: string | undefined;
  /** The id or title of a milestone, or `none` */
  milestone?: string | undefined;
  /** Is part of this issue: its id, key or number */
  parent?: string | undefined;
  /** All of these, by name */
  label?: string[] | undefined;
  /** At this time or later */
  created_after?: string | undefined;
  /** Before this time */
  created_before?: string | undefined;
  /** At this time or later */
  updated_after?: string | undefined;
  /** Before this time */
  updated_before?: string | undefined;
  /** At this time or later */
  closed_after?: string | undefined;
  /** Before this time */
  closed_before?: string | undefined;
  /** On this day or later */
  due_after?: string | undefined;
  /** Before this day */
  due_before?: string | undefined;
  /** Newest first when left out; a cursor is good for the order in which it was given */
  sort?: 'created-desc' | 'created-asc' | 'updated-desc' | 'updated-asc' | 'priority-desc' | 'priority-asc' | 'number-desc' | 'number-asc' | 'comments-desc' | 'comments-asc' | 'reactions-desc' | 'reactions-asc' | 'due-desc' | 'due-asc' | undefined;
  /** The id of the view */
  id: string;
};

export type ListLabelsInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** What issues of this project can have: its labels, and those of all */
  project?: string | undefined;
};

export type ListMembersInput = {
  /** The id of a project, or its key in any case */
  project: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListMilestonesInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** The id of a project, or its key in any case */
  project?: string | undefined;
  state?: MilestoneState | undefined;
};

export type ListNotificationsInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Any of these; without it all but those that are done */
  state?: NotificationState[] | undefined;
  /** Those about issues of this project */
  project?: string | undefined;
};

export type ListProjectsInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** `true`: those that are archived; `false`: the others */
  is_archived?: boolean | undefined;
};

export type ListRelationsInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListSessionsInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListSyncChangesInput = {
  /** These alone. Left out: all that you see; as an admin, private ones of others have to be named */
  projects?: string[] | undefined;
  /** What changed after this position */
  cursor: string;
  /** That of the rows that you have: another one than there is now resets */
  schema?: number | undefined;
  /**
   * Events that are read at most
   * @default 200
   */
  limit?: number | undefined;
};

export type ListTemplatesInput = {
  /** The id of a project, or its key in any case */
  project: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListUsersInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Only users with this text in their name, username or (where it is shown) email address */
  q?: string | undefined;
  /** Only users with this role */
  role?: UserRole | undefined;
  /** Only active, or only deactivated users */
  is_active?: boolean | undefined;
};

export type ListViewsInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Those of this project */
  project?: string | undefined;
};

export type ListWatchersInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
};

export type ListWebhookDeliveriesInput = {
  /** The id of the webhook */
  id: string;
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Whether it waits for its next attempt, arrived, or was given up */
  state?: 'waiting' | 'delivered' | 'failed' | undefined;
};

export type ListWebhooksInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 20 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /** Those of this project */
  project?: string | undefined;
};

/** Something that happened: to what, who changed what, from what to what, and when */
export type LogEvent = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Such as `issue.created`, `issue.updated` or `comment.created` */
  type: string;
  /** Null when a script did it */
  actor: UserSummary | null;
  /** The name of the script that did it */
  actor_name: string | null;
  /** The comment that it is about */
  comment_id: string | null;
  /** One for each field */
  changes: FieldChange[];
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  subject: EventSubject;
  /** Where it stands in the log, as `<log_id>.<position>`: a `cursor` from which the list goes on after it */
  position: string;
};

/** One page of what happened */
export type LogEventPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: LogEvent[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** A user whom a text names, as in `@ada` */
export type Mention = {
  /** Whose name it is */
  user: UserSummary;
  /** Where it begins in the text, in UTF-16 units */
  from: number;
  /** Where it ends: behind its last unit */
  to: number;
};

/** Issues of a project that are to be done together, and by when */
export type Milestone = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What it is called */
  title: string;
  /** The day when it is due */
  due_on: string | null;
  state: MilestoneState;
  project: ProjectSummary;
  /** What it is about */
  description: string | null;
  /** Its issues that are open or in progress */
  open_issues: number;
  /** Its issues that are closed */
  closed_issues: number;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Null: it is not closed */
  closed_at: string | null;
};

/** One page of milestones, by title */
export type MilestonePage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Milestone[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** Whether it is still worked on. A closed one keeps its issues, and takes more */
export type MilestoneState = 'open' | 'closed';

/** A milestone in short */
export type MilestoneSummary = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What it is called */
  title: string;
  /** The day when it is due */
  due_on: string | null;
  state: MilestoneState;
};

/** An API token that was just made */
export type NewApiToken = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What it is for */
  name: string;
  /** How the token begins */
  prefix: string;
  /** What it is good for */
  scopes: Scope[];
  /** The projects to which it is narrowed, of those that you see now; null: all that you see */
  projects: ProjectSummary[] | null;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** Null: never */
  expires_at: string | null;
  /** To the minute */
  last_used_at: string | null;
  /** The token itself, which is shown only here */
  token: string;
};

/** What the files of one request have become */
export type NewAttachments = {
  /** In the order in which they came */
  items: Attachment[];
};

/** A webhook with its new signing secret */
export type NewWebhook = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Only what happens in it; null: in all projects, and beside them */
  project: ProjectSummary | null;
  /** Who made it, or changed its `url` last: what this user sees is sent */
  owner: UserSummary;
  /** Where messages are sent to */
  url: string;
  /** Only what happens to issues that this query finds; null: all that happens */
  query: string | null;
  /** Only events of these types; null: all */
  events: string[] | null;
  /** Whether messages are sent */
  is_active: boolean;
  /** When it stopped to be active; null: it is */
  disabled_at: string | null;
  /** Why: somebody asked for it; nothing arrived for five days; the receiver answered 410. Null: it is active */
  disabled_for: 'asked' | 'failing' | 'gone' | null;
  /** Up to where it has told of what happened, while it is not active: replayed `since` there, it misses nothing */
  position: string | null;
  /** Until then messages are signed with the secret before the last rotation as well */
  rotating_until: string | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** What messages are signed with; it is shown only here */
  secret: string;
};

/** What there is to tell you of an issue: one for each, however much happens */
export type Notification = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What it is about */
  issue: IssueSummary;
  /** The project of the issue */
  project: ProjectSummary;
  /** Why you are told: the strongest reason since you have read it */
  reason: NotificationReason;
  state: NotificationState;
  /** How many events it tells of since you have read it */
  count: number;
  /** The last of them; null: it tells of nothing any more */
  event: IssueEvent | null;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** When the last of them happened */
  updated_at: string;
};

/**
 * How you are mailed: a few minutes after it happened (`each`), in one mail a day or a week, on Mondays, or not at all
 */
export type NotificationMail = 'each' | 'daily' | 'weekly' | 'off';

/** One page of notifications, the unread ones first, and of each kind the newest */
export type NotificationPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Notification[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/**
 * Why you are told: you are named (`mention`), assigned to it, its author, you have commented on it, its status changed
 * (`state_change`), or you watch it
 */
export type NotificationReason = 'mention' | 'assigned' | 'author' | 'comment' | 'state_change' | 'watching';

/** What you are told of, and how you are mailed */
export type NotificationSettings = {
  /** Where you have said nothing of a project */
  level: WatchLevel;
  /** Where you have, by their keys */
  levels: ProjectLevel[];
  mail: NotificationMail;
  /** Your time zone */
  time_zone: string;
  /** When mails of a day or a week are sent */
  digest_time: string;
  /** Null: mail is sent at any time */
  quiet_hours: QuietHours | null;
};

/** Whether you have read it, or are done with it */
export type NotificationState = 'done' | 'read' | 'unread';

export type PingWebhookInput = {
  /** The id of the webhook */
  id: string;
};

/** A project: issues that belong together, and who sees them */
export type Project = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What the keys of its issues begin with */
  key: string;
  /** What it is called */
  name: string;
  /** What it is about */
  description: string | null;
  visibility: ProjectVisibility;
  /** What you are in it; null: you are no member */
  my_role: ProjectRole | null;
  /** Issues that are open or in progress */
  open_issues: number;
  /** Issues that are closed */
  closed_issues: number;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Since then it can only be read; null: it is in use */
  archived_at: string | null;
};

/** What you want to hear of a project */
export type ProjectLevel = {
  project: ProjectSummary;
  level: WatchLevel;
};

/** Somebody in a project */
export type ProjectMember = {
  user: UserSummary;
  role: ProjectRole;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
};

/** One page of members, the oldest first */
export type ProjectMemberPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: ProjectMember[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** One page of projects, by key */
export type ProjectPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Project[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** What somebody is in a project */
export type ProjectRole = 'viewer' | 'member' | 'manager';

/** A project in short */
export type ProjectSummary = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What the keys of its issues begin with */
  key: string;
  /** What it is called */
  name: string;
};

/** Who sees it: every user, or its members */
export type ProjectVisibility = 'internal' | 'private';

export type PurgeIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

/** When no mail is sent to you: it waits until they are over */
export type QuietHours = {
  /** When they begin */
  from: string;
  /** When they end: perhaps on the next day */
  to: string;
};

/** The reactions to an issue or a comment */
export type ReactionCounts = {
  reactions: Reactions;
};

/** What somebody says of it in one picture */
export type ReactionName = 'thumbs_up' | 'thumbs_down' | 'laugh' | 'hooray' | 'confused' | 'heart' | 'rocket' | 'eyes';

/** How many there are of each reaction that there is */
export type Reactions = {
  /** How many like it */
  thumbs_up?: number | undefined;
  /** How many do not */
  thumbs_down?: number | undefined;
  /** How many laugh */
  laugh?: number | undefined;
  /** How many are glad of it */
  hooray?: number | undefined;
  /** How many do not understand it */
  confused?: number | undefined;
  /** How many love it */
  heart?: number | undefined;
  /** How many are eager for it */
  rocket?: number | undefined;
  /** How many keep an eye on it */
  eyes?: number | undefined;
};

export type RedactCommentInput = {
  /** The id of the comment */
  id: string;
};

/** Which texts of an issue to take out */
export type RedactIssue = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /** Whose text is to be gone */
  fields: ('title' | 'description')[];
};

export type RedeliverWebhookDeliveryInput = {
  /** The id of the delivery */
  id: string;
};

/** An issue that a text names by its key, or as `#12` by its number in the same project */
export type Reference = {
  /** Which it names */
  issue: IssueSummary;
  /** Where it begins in the text, in UTF-16 units */
  from: number;
  /** Where it ends: behind its last unit */
  to: number;
};

/** A refresh token, which is used up by this */
export type RefreshInput = {
  /** That of the latest answer */
  refresh_token: string;
};

/** A new account for oneself */
export type RegisterUser = {
  /** Email address; upper and lower case are the same */
  email: string;
  /** 8 to 100 characters as people see them; all of it counts, white space too */
  password: string;
  /** First name */
  first_name?: string | null | undefined;
  /** Last name */
  last_name?: string | null | undefined;
  /** Unique name without spaces; upper and lower case are the same */
  username?: string | null | undefined;
};

/** What an issue is to another one */
export type Relation = {
  type: RelationType;
  /** The other issue */
  issue: IssueSummary;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
};

/** One page of the relations of an issue, the oldest first */
export type RelationPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Relation[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** What an issue is to the other one */
export type RelationType = 'blocks' | 'blocked_by' | 'duplicates' | 'duplicated_by' | 'relates';

export type RemoveCommentReactionInput = {
  /** The id of the comment */
  id: string;
  /** What to say of it */
  name: ReactionName;
};

export type RemoveMemberInput = {
  /** The id of a project, or its key in any case */
  project: string;
  /** The id, the username or the email address of a user, or `me` */
  user_id: string;
};

export type RemoveReactionInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /** What to say of it */
  name: ReactionName;
};

/** From where on everything is sent again */
export type ReplayWebhook = {
  /** The id of the webhook */
  id: string;
  /** The `position` of an event, or of a webhook that was not active */
  since: string;
};

/** A mailed token and a new password */
export type ResetPassword = {
  /** From the mail; used up by this */
  token: string;
  /** 8 to 100 characters as people see them; all of it counts, white space too */
  new_password: string;
};

export type RestoreIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

export type RevokeApiTokenInput = {
  /** The id of the API token */
  id: string;
};

export type RevokeSessionInput = {
  /** The id of the session */
  id: string;
};

export type RotateWebhookSecretInput = {
  /** The id of the webhook */
  id: string;
};

/** What an API token is good for. `issues:write` includes `issues:read`, and `admin` includes all */
export type Scope = 'issues:read' | 'issues:write' | 'users:read' | 'admin';

export type SearchIssuesInput = {
  /**
   * The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`
   * @default 1
   */
  page?: number | undefined;
  /** Items in one answer; 10 when left out */
  size?: number | undefined;
  /** Another name for `size` */
  limit?: number | undefined;
  /** Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then */
  cursor?: string | undefined;
  /**
   * What to look for, in the language of docs/search.md: 3 to 50 characters, 2 of Chinese, Japanese or Korean; up to
   * 500 with qualifiers such as `is:open`
   */
  q: string;
  /** Labels that the issues have, all of these, by name */
  tags?: string[] | undefined;
};

/** A login on one device */
export type Session = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** When somebody logged in */
  created_at: string;
  /** To the minute */
  last_used_at: string;
  /** When it ends unless it is used before */
  expires_at: string;
  /** The network address that it was begun from */
  address: string | null;
  /** The User-Agent that it was begun with */
  agent: string | null;
  /** Whether this call is made in it */
  is_current: boolean;
};

/** One page of sessions */
export type SessionPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Session[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** What you want to hear of a project */
export type SetProjectLevel = {
  /** The id or the key of a project */
  project: string;
  /** Null: as where you have said nothing */
  level: WatchLevel | null;
};

export type StreamEventsInput = {
  /** The id or the number of an issue */
  issue?: string | undefined;
  /** Any of these: what happened in them */
  project?: string[] | undefined;
  /** Any of these, such as `issue.updated` or `label.*` */
  type?: ('issue.created' | 'issue.updated' | 'issue.deleted' | 'issue.restored' | 'issue.redacted' | 'issue.purged' | 'issue.imported' | 'comment.created' | 'comment.updated' | 'comment.redacted' | 'comment.deleted' | 'project.created' | 'project.updated' | 'project.deleted' | 'project.member_changed' | 'project.looked_into' | 'project.imported' | 'attachment.created' | 'attachment.deleted' | 'relation.created' | 'relation.deleted' | 'reaction.changed' | 'label.created' | 'label.updated' | 'label.deleted' | 'milestone.created' | 'milestone.updated' | 'milestone.deleted' | 'view.created' | 'view.updated' | 'view.deleted' | 'template.created' | 'template.updated' | 'template.deleted' | 'user.created' | 'user.updated' | 'user.deleted' | 'user.imported' | 'user.invited' | 'user.joined' | 'user.password_changed' | 'user.password_reset' | 'user.logged_out_everywhere' | 'session.started' | 'session.ended' | 'session.token_reused' | 'token.created' | 'token.revoked' | 'webhook.created' | 'webhook.updated' | 'webhook.deleted' | 'webhook.rotated' | 'webhook.disabled' | 'issue.*' | 'comment.*' | 'project.*' | 'attachment.*' | 'relation.*' | 'reaction.*' | 'label.*' | 'milestone.*' | 'view.*' | 'template.*' | 'user.*' | 'session.*' | 'token.*' | 'webhook.*')[] | undefined;
  /** Who did it: the id, username or email address of a user, or `me` */
  actor?: string | undefined;
  /** Begin after this `position` of an event. Left out: with what happens from now on */
  cursor?: string | undefined;
  /**
   * `false`: end when all that has happened was sent, and wait for nothing
   * @default true
   */
  follow?: boolean | undefined;
};

export type StreamSyncInput = {
  /** These alone. Left out: all that you see; as an admin, private ones of others have to be named */
  projects?: string[] | undefined;
  /** Begin after this position. Left out: with what happens from now on */
  cursor?: string | undefined;
  /**
   * `false`: end when all that has happened was sent, and wait for nothing
   * @default true
   */
  follow?: boolean | undefined;
};

/** What changed since a position, in whatever you may see */
export type SyncChanges = {
  /** Up to here you have all, as `<log_id>.<position>`: the `cursor` of the next call, and of the stream */
  cursor: string;
  /** True: more follows at once */
  more: boolean;
  /** True: what changed cannot be told. Begin anew with `GET /sync/bootstrap` */
  reset: boolean;
  /**
   * What was touched: what is deleted first, as a project may be back, and what there is. Of a project that you have
   * not, ask for its rows. Users: for who may read them
   */
  changes: SyncedChange[];
};

/** What one event changed in whatever you may see */
export type SyncMessage = {
  /** That of the rows: with another one than you have, begin anew */
  schema: number;
  /** True: what changed cannot be told. Begin anew with `GET /sync/bootstrap` */
  reset: boolean;
  /**
   * What was touched: what is deleted first, as a project may be back, and what there is. Of a project that you have
   * not, ask for its rows. Users: for who may read them
   */
  changes: SyncedChange[];
};

/** What something is now that was touched: the whole row, or `deleted` */
export type SyncedChange = SyncedProjectChange | SyncedUserChange | SyncedLabelChange | SyncedMilestoneChange | SyncedIssueChange | SyncedDeletion;

/** What was deleted, was moved away or is out of your sight. With a project goes all that is in it */
export type SyncedDeletion = {
  /** What it was */
  type: 'project' | 'label' | 'milestone' | 'issue';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** It is not there any more */
  deleted: true;
};

/** An issue, as copies keep it: what lists show. Its description and comments are read when they are looked at */
export type SyncedIssue = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The id of its project */
  project_id: string;
  /** Counts the issues of its project from 1; with the key of that it is its own key */
  number: number;
  /** What it is about, in a few words */
  title: string;
  priority: IssuePriority;
  status: IssueStatus;
  /** The id of its author */
  author_id: string;
  /** Who is to do it, by id */
  assignee_ids: string[];
  /** By id. Of one that is being deleted there may be no label any more */
  label_ids: string[];
  /** What it is part of; null: of none */
  milestone_id: string | null;
  /** The day when it is due */
  due_on: string | null;
  /** What it is part of; null: of none that you see */
  parent_id: string | null;
  /** How many comments there are on it */
  comment_count: number;
  reactions: Reactions;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Null: it is not closed */
  closed_at: string | null;
  /** Null: it is not closed */
  closed_reason: ClosedReason | null;
};

/** What was touched: the issue, as it is now */
export type SyncedIssueChange = {
  /** What it is */
  type: 'issue';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** As it is now */
  value: SyncedIssue;
};

/** A label, as copies keep it */
export type SyncedLabel = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Null: it is for the issues of all projects */
  project_id: string | null;
  /** Unique in its project, whatever its case */
  name: string;
  /** "#" and six hexadecimal digits */
  color: string;
  /** What it is for */
  description: string | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
};

/** What was touched: the label, as it is now */
export type SyncedLabelChange = {
  /** What it is */
  type: 'label';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** As it is now */
  value: SyncedLabel;
};

/** A milestone, as copies keep it */
export type SyncedMilestone = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The id of its project */
  project_id: string;
  /** What it is called */
  title: string;
  /** The day when it is due */
  due_on: string | null;
  /** Whether it is still worked on */
  state: 'open' | 'closed';
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Null: it is not closed */
  closed_at: string | null;
};

/** What was touched: the milestone, as it is now */
export type SyncedMilestoneChange = {
  /** What it is */
  type: 'milestone';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** As it is now */
  value: SyncedMilestone;
};

/** A project, as copies keep it */
export type SyncedProject = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** What the keys of its issues begin with */
  key: string;
  /** What it is called */
  name: string;
  visibility: ProjectVisibility;
  /** What you are in it; null: you are no member */
  my_role: ProjectRole | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
  /** Since then it can only be read; null: it is in use */
  archived_at: string | null;
};

/** What was touched: the project, as it is now */
export type SyncedProjectChange = {
  /** What it is */
  type: 'project';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** As it is now */
  value: SyncedProject;
};

/** What was touched: the user, as it is now */
export type SyncedUserChange = {
  /** What it is */
  type: 'user';
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** As it is now */
  value: UserSummary;
};

/** What new issues of a project may begin with */
export type Template = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  project: ProjectSummary;
  /** Unique in its project, whatever its case */
  name: string;
  /** The title of new issues; null: they say their own */
  title: string | null;
  /** The description of new issues; null: they say their own */
  description: string | null;
  /** How urgent new issues are; null: as without a template */
  priority: IssuePriority | null;
  /** The labels of new issues, by name */
  labels: Label[];
  /** Who is to do new issues, if they are active and see the project then */
  assignees: UserSummary[];
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
};

/** One page of templates, by name */
export type TemplatePage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Template[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** The tokens of a session */
export type TokenPair = {
  /** Send it as `Authorization: Bearer …` */
  access_token: string;
  /** Always `bearer` */
  token_type: 'bearer';
  /** Seconds until the access token expires */
  expires_in: number;
  /** Good for one `refresh`, which answers with the next */
  refresh_token: string;
};

/** Which bulk edit to undo */
export type UndoBulkEdit = {
  /** The id of the bulk edit, which its answer has */
  id: string;
  /** `true`: move issues back although every user sees them there, with what was written meanwhile */
  confirm_visibility?: boolean | undefined;
};

/** Which mail is to end */
export type Unsubscribe = {
  /** What the link of the mail ends with */
  token: string;
};

/** Of what no mail is sent any more */
export type Unsubscribed = {
  /** The issue of which you are told nothing any more; null: of no issue is mail sent to you */
  issue_id: string | null;
};

export type UnwatchIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

/** The new text */
export type UpdateComment = {
  /** The id of the comment */
  id: string;
  /** What it says */
  body?: string | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateIssue = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
  /** What it is about, in a few words */
  title?: string | undefined;
  /** What it is about, in full */
  description?: string | undefined;
  priority?: IssuePriority | undefined;
  status?: IssueStatus | undefined;
  /** Why it is closed: `completed` when it is closed without one; goes when it is opened again */
  closed_reason?: ClosedReason | null | undefined;
  /** Closes it as a duplicate of this issue, and relates them: the id, key or number of that */
  duplicate_of?: string | undefined;
  /** Names of existing labels */
  labels?: string[] | undefined;
  /** Ids, usernames or email addresses of active users, or `me` */
  assignees?: string[] | undefined;
  /** Its id or title; null takes the issue out of the one it has */
  milestone?: string | null | undefined;
  /** The day when it is due; null: on none */
  due_on?: string | null | undefined;
  /** The issue that it is to be part of: its id, key or number; null: of none */
  parent?: string | null | undefined;
  /** The id or the key of the project to move it to */
  project?: string | undefined;
  /** `true`: move it although every user sees it then, as its new project is internal */
  confirm_visibility?: boolean | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateLabel = {
  /** The id of the label */
  id: string;
  /** Upper and lower case are the same */
  name?: string | undefined;
  /** "#" and six hexadecimal digits */
  color?: string | undefined;
  /** What it is for */
  description?: string | null | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to be from now on */
export type UpdateMember = {
  /** The id of a project, or its key in any case */
  project: string;
  /** The id, the username or the email address of a user, or `me` */
  user_id: string;
  role?: ProjectRole | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateMilestone = {
  /** The id of the milestone */
  id: string;
  /** What it is called; upper and lower case are the same */
  title?: string | undefined;
  /** What it is about */
  description?: string | null | undefined;
  /** The day when it is due */
  due_on?: string | null | undefined;
  state?: MilestoneState | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What has become of it */
export type UpdateNotification = {
  /** The id of the notification */
  id: string;
  state: NotificationState;
};

/** What to change; fields that are left out stay as they are */
export type UpdateNotificationSettings = {
  level?: WatchLevel | undefined;
  /** Those that you say something else of; others stay as they are */
  levels?: SetProjectLevel[] | undefined;
  mail?: NotificationMail | undefined;
  /** Your time zone, by its name in the IANA database */
  time_zone?: string | undefined;
  /** When mails of a day or a week are sent */
  digest_time?: string | undefined;
  /** Null: mail is sent at any time */
  quiet_hours?: QuietHours | null | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateProject = {
  /** The id of a project, or its key in any case */
  project: string;
  /** What the keys of its issues begin with: 2 to 10 letters and digits, in upper case */
  key?: string | undefined;
  /** What it is called */
  name?: string | undefined;
  /** What it is about */
  description?: string | null | undefined;
  visibility?: ProjectVisibility | undefined;
  /** `true`: it can only be read from now on */
  is_archived?: boolean | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to change; fields that are left out stay as they are, and null empties one */
export type UpdateTemplate = {
  /** The id of the template */
  id: string;
  /** What it is called; upper and lower case are the same */
  name?: string | undefined;
  /** What it is about, in a few words */
  title?: string | null | undefined;
  /** What it is about, in full */
  description?: string | null | undefined;
  /** How urgent new issues are */
  priority?: IssuePriority | null | undefined;
  /** Names of existing labels */
  labels?: string[] | undefined;
  /** Ids, usernames or email addresses of active users, or `me` */
  assignees?: string[] | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateUser = {
  /** The id of the user; `me` is oneself */
  id: string;
  /** A new address of your own takes the place of the old one when you open the link that is mailed to it */
  email?: string | undefined;
  /** Your password as it is: required to change your own password or email address */
  current_password?: string | undefined;
  /** Unique name without spaces; upper and lower case are the same */
  username?: string | null | undefined;
  /** First name */
  first_name?: string | null | undefined;
  /** Last name */
  last_name?: string | null | undefined;
  /** About oneself */
  bio?: string | null | undefined;
  /** The address of a picture */
  avatar_url?: string | null | undefined;
  /** The address of a page */
  website?: string | null | undefined;
  /** Admins only */
  role?: UserRole | undefined;
  /** Admins only: `false` locks the user out at once, and ends all sessions and API tokens */
  is_active?: boolean | undefined;
  /** Admins only: sets a password and ends all sessions and API tokens of the user */
  password?: string | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateView = {
  /** The id of the view */
  id: string;
  /** What it is called */
  name?: string | undefined;
  /** What it finds, in the language of docs/search.md; `@me` is whoever runs it */
  query?: string | undefined;
  /** Its order, where the query names none; null: newest first */
  sort?: 'created-desc' | 'created-asc' | 'updated-desc' | 'updated-asc' | 'priority-desc' | 'priority-asc' | 'number-desc' | 'number-asc' | 'comments-desc' | 'comments-asc' | 'reactions-desc' | 'reactions-asc' | 'due-desc' | 'due-asc' | null | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** What to change; fields that are left out stay as they are */
export type UpdateWebhook = {
  /** The id of the webhook */
  id: string;
  /** Where messages are sent to (http or https), without a username or password in it */
  url?: string | undefined;
  /** Only what happens to issues that this query finds at the time; `sort:` says nothing here */
  query?: string | null | undefined;
  /** Only these, such as `issue.updated` or `comment.*`; null: all */
  events?: ('issue.created' | 'issue.updated' | 'issue.deleted' | 'issue.restored' | 'issue.redacted' | 'issue.purged' | 'issue.imported' | 'comment.created' | 'comment.updated' | 'comment.redacted' | 'comment.deleted' | 'project.created' | 'project.updated' | 'project.deleted' | 'project.member_changed' | 'project.looked_into' | 'project.imported' | 'attachment.created' | 'attachment.deleted' | 'relation.created' | 'relation.deleted' | 'reaction.changed' | 'label.created' | 'label.updated' | 'label.deleted' | 'milestone.created' | 'milestone.updated' | 'milestone.deleted' | 'view.created' | 'view.updated' | 'view.deleted' | 'template.created' | 'template.updated' | 'template.deleted' | 'user.created' | 'user.updated' | 'user.deleted' | 'user.imported' | 'user.invited' | 'user.joined' | 'user.password_changed' | 'user.password_reset' | 'user.logged_out_everywhere' | 'session.started' | 'session.ended' | 'session.token_reused' | 'token.created' | 'token.revoked' | 'webhook.created' | 'webhook.updated' | 'webhook.deleted' | 'webhook.rotated' | 'webhook.disabled' | 'issue.*' | 'comment.*' | 'project.*' | 'attachment.*' | 'relation.*' | 'reaction.*' | 'label.*' | 'milestone.*' | 'view.*' | 'template.*' | 'user.*' | 'session.*' | 'token.*' | 'webhook.*')[] | null | undefined;
  /** `true`: it tells of what happens from then on; `replay` makes up for what it missed */
  is_active?: boolean | undefined;
  /** The version that the edit is made from: a field that somebody else changed since is refused with 412 */
  version?: number | undefined;
};

/** A user account */
export type User = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** With SHOW_EMAILS=false that of others is `ID@hidden.invalid`, except to admins */
  email: string;
  /** Unique name; null: none was chosen */
  username: string | null;
  /** Null: not said */
  first_name: string | null;
  /** Null: not said */
  last_name: string | null;
  /** First and last name, or the email address when there is none (the username where addresses are hidden) */
  full_name: string;
  role: UserRole;
  /** False: deactivated by an admin, and cannot sign in */
  is_active: boolean;
  /** About oneself */
  bio: string | null;
  /** The address of a picture */
  avatar_url: string | null;
  /** The address of a page */
  website: string | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
};

/** One page of users */
export type UserPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: User[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** What a user may do */
export type UserRole = 'user' | 'admin';

/** A user, in short */
export type UserSummary = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Unique name; null: none was chosen */
  username: string | null;
  /** First and last name, or the email address when there is none (the username where addresses are hidden) */
  full_name: string;
  /** The address of a picture */
  avatar_url: string | null;
  /** The account is gone; what it wrote stays */
  is_deleted: boolean;
};

/** A query that is kept under a name */
export type View = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** The project whose issues it is about; null: of all, or private */
  project: ProjectSummary | null;
  /** Whether others see it: who sees its project, or everybody where it has none */
  is_shared: boolean;
  /** Who made it */
  owner: UserSummary;
  /** What it is called */
  name: string;
  /** What it finds */
  query: string;
  /** Its order; null: as the query says, or newest first */
  sort: string | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
};

/** One page of views, by name */
export type ViewPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: View[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** Whether you watch an issue, and why */
export type Watch = {
  /** Whether you are told of what happens to it */
  is_watching: boolean;
  /** Why you watch it; null: you do not */
  reason: WatchReason | null;
};

export type WatchIssueInput = {
  /** The id of an issue, its key such as WEB-12, or its number in the main project */
  id: string;
};

/**
 * What you are told of: `all` that happens, what you take part in (`participating`), only where you are named or
 * assigned (`mentions`), or nothing (`none`)
 */
export type WatchLevel = 'all' | 'participating' | 'mentions' | 'none';

/**
 * Why you watch an issue: you asked for it, wrote it, are assigned to it, commented on it, are named in it, or watch
 * its project
 */
export type WatchReason = 'asked' | 'author' | 'assigned' | 'comment' | 'mention' | 'project';

/** One page of users who take part in an issue, or have asked to watch it */
export type WatcherPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: UserSummary[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** An address that is told what happens */
export type Webhook = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** Only what happens in it; null: in all projects, and beside them */
  project: ProjectSummary | null;
  /** Who made it, or changed its `url` last: what this user sees is sent */
  owner: UserSummary;
  /** Where messages are sent to */
  url: string;
  /** Only what happens to issues that this query finds; null: all that happens */
  query: string | null;
  /** Only events of these types; null: all */
  events: string[] | null;
  /** Whether messages are sent */
  is_active: boolean;
  /** When it stopped to be active; null: it is */
  disabled_at: string | null;
  /** Why: somebody asked for it; nothing arrived for five days; the receiver answered 410. Null: it is active */
  disabled_for: 'asked' | 'failing' | 'gone' | null;
  /** Up to where it has told of what happened, while it is not active: replayed `since` there, it misses nothing */
  position: string | null;
  /** Until then messages are signed with the secret before the last rotation as well */
  rotating_until: string | null;
  /** Grows by one with each change */
  version: number;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
  /** A time in UTC with milliseconds (ISO 8601) */
  updated_at: string;
};

/** A message to a webhook, and what became of it */
export type WebhookDelivery = {
  /** A UUID (version 7, so ids sort by time) */
  id: string;
  /** A UUID (version 7, so ids sort by time) */
  webhook_id: string;
  /** The `webhook-id` of the message: the same whenever it is sent again */
  message_id: string;
  /** The type of the event, or `ping` */
  type: string;
  /** What the message says, as you see it now; null: it is a ping, or you do not see that */
  event: LogEvent | null;
  /** Whether it waits for its next attempt, arrived, or was given up */
  state: 'waiting' | 'delivered' | 'failed';
  /** The HTTP status of the last answer; null: there was none */
  status: number | null;
  /** How that answer begins (4 KB); null: there was none, or you do not see what it is about */
  answer: string | null;
  /** Why the last attempt failed, or why there is none */
  error: string | null;
  /** How often it was sent */
  attempts: number;
  /** When the last attempt ended */
  attempted_at: string | null;
  /** Milliseconds that the last attempt took */
  duration_ms: number | null;
  /** Null: it is not tried again */
  next_attempt_at: string | null;
  /** A time in UTC with milliseconds (ISO 8601) */
  created_at: string;
};

/** One page of the messages of the last 30 days, the newest first */
export type WebhookDeliveryPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: WebhookDelivery[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** One page of webhooks */
export type WebhookPage = {
  /** Fewer than `size` at the end, and where an answer would become too long */
  items: Webhook[];
  /** Items on all pages, up to 10,000; left out when a cursor was given */
  total?: number | undefined;
  /** Whether there may be more items than `total` says; left out when a cursor was given */
  total_is_capped?: boolean | undefined;
  /** From 1; left out when a cursor was given */
  page?: number | undefined;
  /** Items that were asked for */
  size: number;
  /** Pages that can be read; left out when a cursor was given */
  pages?: number | undefined;
  /** Where to read on; null at the end */
  next_cursor: string | null;
};

/** The procedures of the API: `docket.issue.list.query({})`, `docket.issue.create.mutate({ … })`. */
export type DocketClient = {
  auth: {
    /**
     * Register.
     * Makes an account for oneself. Closed when REGISTRATION=closed. With VERIFY_EMAIL=true the account works once the
     * address is confirmed by the mailed link.
     * May fail with `email_taken`, `username_taken`, `registration_closed`.
     */
    register: Mutation<RegisterUser, User>;
    /**
     * Log in.
     * Begins a session. For OAuth 2 clients `POST /token` is the same (`/api/v1/token` and `/api/v1/auth/token`, too),
     * and with `grant_type=refresh_token` it refreshes.
     * May fail with `invalid_credentials`, `login_inactive`, `login_unconfirmed`.
     */
    login: Mutation<Credentials, TokenPair>;
    /**
     * Refresh the tokens.
     * Exchanges a refresh token for a new pair. A token that is used twice ends its session; within 10 seconds, when
     * the answer was lost, it may be repeated.
     * May fail with `invalid_refresh_token`.
     */
    refresh: Mutation<RefreshInput, TokenPair>;
    /**
     * Log out.
     * Ends this session: its access and refresh tokens stop working at once.
     * May fail with `user_required`, `cross_site_request`.
     */
    logout: Mutation<void, null>;
    /**
     * Log out everywhere.
     * Ends all your sessions, this one too. API tokens go on working.
     * May fail with `cross_site_request`, `user_required`.
     */
    logoutAll: Mutation<void, null>;
    /**
     * Log in with a cookie.
     * Begins a session whose refresh token is kept in the HttpOnly cookie `docket_refresh` (on a port of its own
     * `docket_refresh_PORT`; in production with `__Host-` before it, or `__Secure-` where PUBLIC_URL has a path;
     * COOKIE_NAME names another). Pages may call this from the API's own origin and from CORS_ORIGINS.
     * May fail with `invalid_credentials`, `login_inactive`, `login_unconfirmed`, `cross_site_request`.
     */
    startSession: Mutation<Credentials, AccessToken>;
    /**
     * Refresh a cookie session.
     * Answers with a new access token and renews the cookie `docket_refresh` (on a port of its own
     * `docket_refresh_PORT`; in production with `__Host-` before it, or `__Secure-` where PUBLIC_URL has a path;
     * COOKIE_NAME names another).
     * May fail with `invalid_refresh_token`, `cross_site_request`.
     */
    refreshSession: Mutation<void, AccessToken>;
    /**
     * Read in a cookie session.
     * For pages that are rendered on a server, with the cookie `docket_refresh` (on a port of its own
     * `docket_refresh_PORT`; in production with `__Host-` before it, or `__Secure-` where PUBLIC_URL has a path;
     * COOKIE_NAME names another) that the browser has sent along: answers with an access token that reads issues and
     * users for a minute, and leaves the cookie as it is.
     * May fail with `invalid_refresh_token`, `cross_site_request`.
     */
    readSession: Mutation<void, AccessToken>;
  };
  session: {
    /**
     * List sessions.
     * One page of the sessions in which you are logged in, the newest first.
     * May fail with `user_required`.
     */
    list: Query<ListSessionsInput, SessionPage>;
    /**
     * End a session.
     * Its access and refresh tokens are refused from the next call on.
     * May fail with `user_required`, `session_not_found`.
     */
    revoke: Mutation<RevokeSessionInput, null>;
  };
  token: {
    /**
     * List API tokens.
     * One page of your API tokens that work, the oldest first.
     * May fail with `user_required`.
     */
    list: Query<ListApiTokensInput, ApiTokenPage>;
    /**
     * Create an API token.
     * Makes a token for a script, which acts as you within the scopes and, with `projects`, in these alone. The token
     * is answered here and never again.
     * May fail with `user_required`.
     */
    create: Mutation<CreateApiToken, NewApiToken>;
    /**
     * Revoke an API token.
     * The token is refused from the next call on.
     * May fail with `user_required`, `token_not_found`.
     */
    revoke: Mutation<RevokeApiTokenInput, null>;
  };
  password: {
    /**
     * Change your password.
     * Ends all other sessions. This one goes on with the access token of the answer; those before it are refused.
     * May fail with `wrong_password`, `user_required`.
     */
    change: Mutation<ChangePassword, AccessToken>;
    /**
     * Ask for a new password.
     * Mails a link and a token that sets a new password, good for one hour and one use. The answer is the same whether
     * the address has an account or not.
     */
    forgot: Mutation<ForgotPassword, null>;
    /**
     * Set a new password with a mailed token.
     * Ends all sessions and API tokens of the user.
     * May fail with `invalid_reset_token`.
     */
    reset: Mutation<ResetPassword, null>;
  };
  email: {
    /**
     * Confirm an email address with a mailed token.
     * Makes the address that the token was mailed to that of the account, which works from then on. A token is good for
     * a day and one use.
     * May fail with `invalid_confirmation`, `email_taken`.
     */
    confirm: Mutation<ConfirmEmail, null>;
  };
  invitation: {
    /**
     * Invite a person to an imported account.
     * Mails a link and a token by which a person sets a password and takes over an account that never had a login, such
     * as one that came with an import. It is good for a week and one use; another invitation makes it worthless. Admins
     * only.
     * May fail with `user_not_found`, `not_invitable`, `email_taken`, `no_mail`.
     */
    create: Mutation<InviteUser, Invitation>;
    /**
     * Take over an account with a mailed token.
     * The account has the address that the token was mailed to, and this password, from then on.
     * May fail with `invalid_invitation`, `email_taken`.
     */
    accept: Mutation<AcceptInvitation, null>;
  };
  user: {
    /**
     * List users.
     * One page of users, the oldest account first.
     */
    list: Query<ListUsersInput, UserPage>;
    /**
     * Create a user.
     * Makes an account for someone else. Admins only.
     * May fail with `email_taken`, `username_taken`.
     */
    create: Mutation<CreateUser, User>;
    /**
     * Get oneself.
     * The user whose token this is, whatever the token is good for.
     * May fail with `user_required`.
     */
    me: Query<void, User>;
    /**
     * Get a user.
     * One user by id.
     * May fail with `user_not_found`.
     */
    get: Query<GetUserInput, User>;
    /**
     * Update a user.
     * Changes the fields that are sent. A user changes their own profile, an admin everyone’s, and with it role,
     * activation and password. `/users/me` is your own. Your own password and email address need `current_password`.
     * May fail with `forbidden`, `user_required`, `wrong_password`, `session_required`, `user_not_found`,
     * `email_taken`, `username_taken`, `last_admin`.
     */
    update: Mutation<UpdateUser, User>;
    /**
     * Delete a user.
     * Removes the account and all that is personal in it. Its issues and comments stay. Admins only.
     * May fail with `user_not_found`, `last_admin`.
     */
    delete: Mutation<DeleteUserInput, null>;
  };
  project: {
    /**
     * List projects.
     * The projects that you see, by key.
     */
    list: Query<ListProjectsInput, ProjectPage>;
    /**
     * Create a project.
     * Every user may where PROJECT_CREATION says so, else admins. Who creates it manages it.
     * May fail with `forbidden`, `project_key_taken`.
     */
    create: Mutation<CreateProject, Project>;
    /**
     * Get a project.
     * One project by id, or by a key that it has or had.
     * May fail with `project_not_found`.
     */
    get: Query<GetProjectInput, Project>;
    /**
     * Update a project.
     * Changes the fields that are sent. Its managers and admins may. A former key leads to it for ever; an archived
     * project can only be read.
     * May fail with `forbidden`, `project_not_found`, `project_key_taken`.
     */
    update: Mutation<UpdateProject, Project>;
    /**
     * Delete a project.
     * Its managers and admins may, as long as it has no issues and labels.
     * May fail with `forbidden`, `project_not_found`, `project_not_empty`, `main_project`.
     */
    delete: Mutation<DeleteProjectInput, null>;
    /**
     * List the members of a project.
     * One page of members, the oldest first.
     * May fail with `project_not_found`.
     */
    members: Query<ListMembersInput, ProjectMemberPage>;
    /**
     * Add somebody to a project.
     * Its managers and admins may.
     * May fail with `forbidden`, `project_not_found`, `member_exists`.
     */
    addMember: Mutation<AddMember, ProjectMember>;
    /**
     * Change the role of a member.
     * Its managers and admins may. A private project keeps a manager.
     * May fail with `forbidden`, `project_not_found`, `member_not_found`, `last_manager`.
     */
    updateMember: Mutation<UpdateMember, ProjectMember>;
    /**
     * Take a member out of a project.
     * Its managers and admins may, and every member oneself. A private project keeps a manager.
     * May fail with `forbidden`, `project_not_found`, `member_not_found`, `last_manager`.
     */
    removeMember: Mutation<RemoveMemberInput, null>;
  };
  issue: {
    /**
     * List issues.
     * Issues that match all filters, newest first or in another order: page by page, or on from a cursor.
     */
    list: Query<ListIssuesInput, IssueList>;
    /**
     * Create an issue.
     * Any signed-in user may. Labels and assignees must exist.
     * May fail with `forbidden`, `id_taken`, `project_archived`, `user_required`.
     */
    create: Mutation<CreateIssue, Issue>;
    /**
     * Get an issue.
     * One issue by id or by number.
     * May fail with `issue_not_found`.
     */
    get: Query<GetIssueInput, Issue>;
    /**
     * Update an issue.
     * Changes the fields that are sent. Author, assignees and admins may. `project` moves it: its author and managers
     * may, and its old keys lead to it for ever. `PUT` is the same.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`, `user_required`, `visibility_unconfirmed`.
     */
    update: Mutation<UpdateIssue, Issue>;
    /**
     * Change many issues.
     * Changes up to 100 issues that are named, or up to 1,000 that a query finds, each as an edit of it alone would:
     * what fails does not stop the rest. Its author can undo it for a day. `dry_run` says what would happen.
     */
    bulk: Mutation<BulkEditIssues, BulkEdit>;
    /**
     * Undo a change of many issues.
     * Sets back each issue of which nobody has changed the same fields since: its author may, for a day. Of the others
     * it says why they were left.
     * May fail with `bulk_edit_not_found`.
     */
    undoBulk: Mutation<UndoBulkEdit, BulkEdit>;
    /**
     * Delete an issue.
     * Puts it into the bin, with all that is on it: it can be restored until the bin is emptied. Author, managers and
     * admins may. The number is not used again.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`.
     */
    delete: Mutation<DeleteIssueInput, null>;
    /**
     * Restore an issue.
     * Takes it out of the bin, with all that it had. Whoever may delete it may. What is not there stays.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`.
     */
    restore: Mutation<RestoreIssueInput, Issue>;
    /**
     * Take texts of an issue out for good.
     * Writes `[redacted]` in their place, in the issue and in its history, and takes them out of all else that Docket
     * keeps. Backups and mails that were sent keep them.
     * May fail with `issue_not_found`.
     */
    redact: Mutation<RedactIssue, Issue>;
    /**
     * Empty an issue out of the bin.
     * For good: its texts, comments, files and links are gone, also from its events. Only its number is left, which is
     * not used again.
     * May fail with `issue_not_found`, `not_in_bin`.
     */
    purge: Mutation<PurgeIssueInput, null>;
    /**
     * List the history of an issue.
     * Who changed what from what to what and when, the oldest event first. Of a text of more than 1 KB its beginning is
     * shown.
     * May fail with `issue_not_found`.
     */
    events: Query<ListIssueEventsInput, IssueEventPage>;
  };
  search: {
    /**
     * Search issues.
     * Issues that a query finds in titles, descriptions, comments and labels. An issue whose key is looked for comes
     * first, then those with all words in their title, then the newest; `sort:` in the query says another order.
     */
    issues: Query<SearchIssuesInput, FoundIssues>;
  };
  event: {
    /**
     * List events.
     * What happened, the newest first or in the order in which it happened. Events of issues in the bin are left out,
     * but for their deletion; those of accounts are for admins. A `Docket-Position` is a cursor, too.
     * May fail with `issue_not_found`.
     */
    list: Query<ListEventsInput, LogEventPage>;
    /**
     * Follow events.
     * What happens, as it happens: the events that `GET /events` lists, each once and in the order of the log. It is a
     * stream of server-sent events; who comes back with the id of the last one, as `Last-Event-ID` or `cursor`, misses
     * nothing.
     * May fail with `issue_not_found`.
     */
    stream: Subscription<StreamEventsInput, LogEvent>;
    /**
     * Get an event.
     * One event, with all of the texts that were replaced. Lists of events cut each at 1 KB.
     * May fail with `event_not_found`.
     */
    get: Query<GetEventInput, LogEvent>;
  };
  sync: {
    /**
     * List what changed.
     * What events have touched since a position: as it is now, or `deleted` where it is out of your sight. `reset`
     * where that cannot be told: the cursor is of another log or too far behind, or your role is another one.
     */
    changes: Query<ListSyncChangesInput, SyncChanges>;
    /**
     * Follow what changes.
     * What `GET /sync/changes` lists, as it happens: a stream of server-sent events. Who comes back with the id of the
     * last one, as `Last-Event-ID` or `cursor`, misses nothing.
     */
    stream: Subscription<StreamSyncInput, SyncMessage>;
  };
  comment: {
    /**
     * List the comments on an issue.
     * One page of comments, the oldest first.
     * May fail with `issue_not_found`.
     */
    list: Query<ListCommentsInput, CommentPage>;
    /**
     * Comment on an issue.
     * Any signed-in user may.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`, `user_required`.
     */
    create: Mutation<CreateComment, Comment>;
    /**
     * Get a comment.
     * One comment by id.
     * May fail with `comment_not_found`.
     */
    get: Query<GetCommentInput, Comment>;
    /**
     * Update a comment.
     * Replaces the text. The author and admins may; the history of the issue keeps the old text as long as there is the
     * comment.
     * May fail with `forbidden`, `comment_not_found`, `project_archived`.
     */
    update: Mutation<UpdateComment, Comment>;
    /**
     * Take the text of a comment out for good.
     * Writes `[redacted]` in its place, there and in the history, and takes it out of all else that Docket keeps.
     * May fail with `comment_not_found`.
     */
    redact: Mutation<RedactCommentInput, Comment>;
    /**
     * Delete a comment.
     * The author and admins may.
     * May fail with `forbidden`, `comment_not_found`, `project_archived`.
     */
    delete: Mutation<DeleteCommentInput, null>;
  };
  attachment: {
    /**
     * List the files on an issue.
     * One page of the files on an issue and on its comments, the oldest first.
     * May fail with `issue_not_found`.
     */
    list: Query<ListAttachmentsInput, AttachmentPage>;
    /**
     * Get what is known of a file.
     * One file by id, without its content.
     * May fail with `attachment_not_found`.
     */
    get: Query<GetAttachmentInput, Attachment>;
    /**
     * Delete a file.
     * Whoever attached it, managers of the project and admins may.
     * May fail with `forbidden`, `attachment_not_found`, `project_archived`.
     */
    delete: Mutation<DeleteAttachmentInput, null>;
  };
  relation: {
    /**
     * List the relations of an issue.
     * What an issue is to others that you see, the oldest relation first.
     * May fail with `issue_not_found`.
     */
    list: Query<ListRelationsInput, RelationPage>;
    /**
     * Relate an issue to another one.
     * Whoever may edit the issue and sees the other one may. What it is to that already stays as it is. An issue has at
     * most 100 relations.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`.
     */
    create: Mutation<CreateRelation, Relation>;
    /**
     * Delete a relation of an issue.
     * From either side: whoever may edit the issue and sees the other one may.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`, `relation_not_found`.
     */
    delete: Mutation<DeleteRelationInput, null>;
  };
  reaction: {
    /**
     * React to an issue.
     * Whoever may comment may. What you have said already stays.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`, `user_required`.
     */
    add: Mutation<AddReactionInput, ReactionCounts>;
    /**
     * Take back a reaction to an issue.
     * Yours alone. What you have not said stays unsaid.
     * May fail with `forbidden`, `issue_not_found`, `project_archived`, `user_required`.
     */
    remove: Mutation<RemoveReactionInput, ReactionCounts>;
    /**
     * React to a comment.
     * Whoever may comment may. What you have said already stays.
     * May fail with `forbidden`, `comment_not_found`, `project_archived`, `user_required`.
     */
    addToComment: Mutation<AddCommentReactionInput, ReactionCounts>;
    /**
     * Take back a reaction to a comment.
     * Yours alone. What you have not said stays unsaid.
     * May fail with `forbidden`, `comment_not_found`, `project_archived`, `user_required`.
     */
    removeFromComment: Mutation<RemoveCommentReactionInput, ReactionCounts>;
  };
  label: {
    /**
     * List labels.
     * One page of labels, by name: those of all projects, and of the projects that you see.
     */
    list: Query<ListLabelsInput, LabelPage>;
    /**
     * Create a label.
     * For all projects any signed-in user may, for one of them whoever manages it.
     * May fail with `forbidden`, `label_taken`, `project_archived`.
     */
    create: Mutation<CreateLabel, Label>;
    /**
     * Get a label.
     * One label by id.
     * May fail with `label_not_found`.
     */
    get: Query<GetLabelInput, Label>;
    /**
     * Update a label.
     * Changes the fields that are sent, on every issue that has the label. Admins may, and whoever manages its project.
     * May fail with `forbidden`, `label_not_found`, `label_taken`, `project_archived`.
     */
    update: Mutation<UpdateLabel, Label>;
    /**
     * Delete a label.
     * Takes it off every issue. Admins may, and whoever manages its project.
     * May fail with `forbidden`, `label_not_found`, `project_archived`.
     */
    delete: Mutation<DeleteLabelInput, null>;
  };
  milestone: {
    /**
     * List milestones.
     * One page of the milestones that you see, by title.
     */
    list: Query<ListMilestonesInput, MilestonePage>;
    /**
     * Create a milestone.
     * Admins may, and whoever manages the project.
     * May fail with `forbidden`, `milestone_taken`, `project_archived`.
     */
    create: Mutation<CreateMilestone, Milestone>;
    /**
     * Get a milestone.
     * One milestone by id.
     * May fail with `milestone_not_found`.
     */
    get: Query<GetMilestoneInput, Milestone>;
    /**
     * Update a milestone.
     * Changes the fields that are sent. Admins may, and whoever manages the project.
     * May fail with `forbidden`, `milestone_not_found`, `milestone_taken`, `project_archived`.
     */
    update: Mutation<UpdateMilestone, Milestone>;
    /**
     * Delete a milestone.
     * Takes it off its issues. Admins may, and whoever manages the project.
     * May fail with `forbidden`, `milestone_not_found`, `project_archived`.
     */
    delete: Mutation<DeleteMilestoneInput, null>;
  };
  view: {
    /**
     * List views.
     * One page of views, by name: your own, those of all, and those of the projects that you see.
     */
    list: Query<ListViewsInput, ViewPage>;
    /**
     * Create a view.
     * Keeps a query under a name: for yourself, for a project where you may create issues, or, as an admin, for all.
     * May fail with `forbidden`, `project_archived`, `user_required`.
     */
    create: Mutation<CreateView, View>;
    /**
     * Get a view.
     * One view by id.
     * May fail with `view_not_found`.
     */
    get: Query<GetViewInput, View>;
    /**
     * List the issues of a view.
     * The issues that its query finds for you, as a list of issues has them. Filters narrow it.
     * May fail with `view_not_found`.
     */
    issues: Query<ListIssuesOfViewInput, IssueList>;
    /**
     * Update a view.
     * Changes the fields that are sent. Its owner may, whoever manages its project, and admins what is of all.
     * May fail with `forbidden`, `view_not_found`, `project_archived`.
     */
    update: Mutation<UpdateView, View>;
    /**
     * Delete a view.
     * Its owner may, whoever manages its project, and admins what is of all.
     * May fail with `forbidden`, `view_not_found`, `project_archived`.
     */
    delete: Mutation<DeleteViewInput, null>;
  };
  watch: {
    /**
     * List who watches an issue.
     * Who takes part in it, or has asked to watch it: author, assignees, who comments, and who is named.
     * May fail with `issue_not_found`.
     */
    list: Query<ListWatchersInput, WatcherPage>;
    /**
     * Whether you watch an issue.
     * What you have said of it goes before what you have said of its project.
     * May fail with `issue_not_found`, `user_required`.
     */
    get: Query<GetWatchInput, Watch>;
    /**
     * Watch an issue.
     * You are told of all that happens to it, whatever you have said of its project.
     * May fail with `issue_not_found`, `user_required`.
     */
    set: Mutation<WatchIssueInput, Watch>;
    /**
     * Stop watching an issue.
     * You are told nothing more of it, even where you are named, until you watch it again or comment on it.
     * May fail with `issue_not_found`, `user_required`.
     */
    remove: Mutation<UnwatchIssueInput, Watch>;
    /**
     * Unsubscribe from mail.
     * Does what the link in a mail is for: of an issue you are told nothing more, or no mail is sent to you at all. The
     * link needs no login.
     * May fail with `invalid_unsubscribe_token`.
     */
    unsubscribe: Mutation<Unsubscribe, Unsubscribed>;
  };
  notification: {
    /**
     * List what there is to tell you.
     * Your inbox: one notification for each issue, the unread first, and of each kind the newest.
     * May fail with `user_required`.
     */
    list: Query<ListNotificationsInput, NotificationPage>;
    /**
     * Mark a notification.
     * As read, done or unread again. What happens to the issue later makes it unread.
     * May fail with `notification_not_found`, `user_required`.
     */
    update: Mutation<UpdateNotification, Notification>;
    /**
     * Be done with notifications.
     * With all, with those that you name, or with what happened by a time.
     * May fail with `user_required`.
     */
    finish: Mutation<FinishNotifications, FinishedNotifications>;
    /**
     * Get your notification settings.
     * What you are told of, and how you are mailed.
     * May fail with `user_required`.
     */
    getSettings: Query<void, NotificationSettings>;
    /**
     * Update your notification settings.
     * Changes the fields that are sent, and the level of the projects that are named.
     * May fail with `user_required`.
     */
    updateSettings: Mutation<UpdateNotificationSettings, NotificationSettings>;
  };
  template: {
    /**
     * List the templates of a project.
     * One page of templates, by name.
     * May fail with `project_not_found`.
     */
    list: Query<ListTemplatesInput, TemplatePage>;
    /**
     * Create a template.
     * What new issues of the project may begin with. Its managers and admins may.
     * May fail with `forbidden`, `project_archived`, `project_not_found`, `template_taken`, `user_required`.
     */
    create: Mutation<CreateTemplate, Template>;
    /**
     * Get a template.
     * One template by id.
     * May fail with `template_not_found`.
     */
    get: Query<GetTemplateInput, Template>;
    /**
     * Update a template.
     * Changes the fields that are sent; issues stay as they are. Managers of its project and admins may.
     * May fail with `forbidden`, `project_archived`, `template_not_found`, `template_taken`, `user_required`.
     */
    update: Mutation<UpdateTemplate, Template>;
    /**
     * Delete a template.
     * Issues that were made of it stay. Managers of its project and admins may.
     * May fail with `forbidden`, `project_archived`, `template_not_found`.
     */
    delete: Mutation<DeleteTemplateInput, null>;
  };
  webhook: {
    /**
     * List webhooks.
     * One page of the webhooks that you manage, the oldest first: those of your projects, and all for admins.
     */
    list: Query<ListWebhooksInput, WebhookPage>;
    /**
     * Create a webhook.
     * An address that is told what happens from now on, as far as you see it when it is sent, by Standard Webhooks. For
     * a project whoever manages it may, for all projects admins. The secret is answered here and never again.
     * May fail with `forbidden`, `user_required`.
     */
    create: Mutation<CreateWebhook, NewWebhook>;
    /**
     * Get a webhook.
     * One webhook by id, for whoever manages it.
     * May fail with `forbidden`, `webhook_not_found`.
     */
    get: Query<GetWebhookInput, Webhook>;
    /**
     * Update a webhook.
     * Changes the fields that are sent. Whoever manages it may.
     * May fail with `forbidden`, `webhook_not_found`.
     */
    update: Mutation<UpdateWebhook, Webhook>;
    /**
     * Delete a webhook.
     * Nothing is sent from then on. Whoever manages it may.
     * May fail with `forbidden`, `webhook_not_found`.
     */
    delete: Mutation<DeleteWebhookInput, null>;
    /**
     * Rotate the secret of a webhook.
     * Answers another secret, here and never again. For 24 hours messages are signed with both. Whoever manages the
     * webhook may.
     * May fail with `forbidden`, `webhook_not_found`.
     */
    rotate: Mutation<RotateWebhookSecretInput, NewWebhook>;
    /**
     * Ping a webhook.
     * Sends a message that says nothing; its deliveries show whether it arrived.
     * May fail with `forbidden`, `webhook_inactive`, `webhook_not_found`.
     */
    ping: Mutation<PingWebhookInput, WebhookDelivery>;
    /**
     * List the deliveries of a webhook.
     * What was sent in the last 30 days and what was answered, the newest first, for whoever manages it.
     * May fail with `forbidden`, `webhook_not_found`.
     */
    deliveries: Query<ListWebhookDeliveriesInput, WebhookDeliveryPage>;
    /**
     * Send a delivery again.
     * Sends the message once more, under the same `webhook-id`, as a delivery of its own.
     * May fail with `delivery_not_found`, `forbidden`, `webhook_inactive`.
     */
    redeliver: Mutation<RedeliverWebhookDeliveryInput, WebhookDelivery>;
    /**
     * Send everything since a position again.
     * Sends what happened after a position again, each message under the same `webhook-id`, and then goes on.
     * May fail with `forbidden`, `webhook_inactive`, `webhook_not_found`.
     */
    replay: Mutation<ReplayWebhook, Webhook>;
  };
  archive: {
    /**
     * Import issues.
     * Adds issues of another tracker with their authors, dates, labels, milestones, assignees, states and comments.
     * What was imported before is left as it is. With `project` they come into that, and keep each number that is free
     * there. With `dry_run` nothing is changed. Admins only.
     * May fail with `project_archived`.
     */
    import: Mutation<ImportIssues, ImportResult>;
  };
};

/** What `download` gives, and what each takes: `download(docket, 'issue.export', { … })`. */
export type DocketDownloads = {
  /**
   * Export issues.
   * All issues that match all filters, project by project, as of one moment, in a stream. One export of a caller is
   * under way at a time.
   */
  'issue.export': ExportIssuesInput;
  /**
   * Begin a copy.
   * Projects, users, labels, milestones and issues, a row on each line, as of one position in the log, which the first
   * line names. docs/sync.md says how a copy is kept.
   */
  'sync.bootstrap': BootstrapSyncInput;
  /**
   * Get the content of a file.
   * Its bytes, or with `Range` a part of them. Browsers save it, and run nothing that is in it.
   * May fail with `attachment_not_found`, `file_missing`.
   */
  'attachment.download': DownloadAttachmentInput;
};

/** What `upload` takes beside the files, and what it gives: `upload(docket, 'attachment.addToIssue', { … })`. */
export type DocketUploads = {
  /**
   * Attach files to an issue.
   * As `multipart/form-data`, one as `file` or several as `files`: all of them, or none. Whoever may comment may.
   * May fail with `forbidden`, `issue_not_found`, `project_archived`, `user_required`, `file_too_large`,
   * `too_many_files`, `file_quota_exceeded`, `malformed_request`.
   */
  'attachment.addToIssue': { input: AttachToIssueInput; output: NewAttachments };
  /**
   * Attach files to a comment.
   * As to an issue. The author of the comment and admins may.
   * May fail with `forbidden`, `comment_not_found`, `project_archived`, `user_required`, `file_too_large`,
   * `too_many_files`, `file_quota_exceeded`, `malformed_request`.
   */
  'attachment.addToComment': { input: AttachToCommentInput; output: NewAttachments };
};
