import type { Fixed } from './account-tables.ts';

/** What a user has said of one issue. Who takes part in it watches without a row. */
export type WatchTable = {
  issue_id: Fixed<string>;
  user_id: Fixed<string>;
  /** 0: wants to hear nothing of it. */
  is_watching: 0 | 1;
  created_at: string;
};

/** What a user wants to hear of a project. */
export type ProjectWatchTable = { user_id: Fixed<string>; project_id: Fixed<string>; level: WatchLevel };

export type WatchLevel = 'all' | 'participating' | 'mentions' | 'none';

/** Users whom the text of an issue or a comment names. */
export type MentionTable = {
  issue_id: Fixed<string>;
  /** Empty: in the description of the issue. */
  comment_id: Fixed<string>;
  user_id: Fixed<string>;
  /** The event by which the text names them. */
  position: Fixed<number>;
};

/** Of a user who has changed any of them. */
export type NotificationSettingsTable = {
  user_id: Fixed<string>;
  /** Where a user has said nothing of a project. */
  level: WatchLevel;
  mail: 'each' | 'daily' | 'weekly' | 'off';
  /** Such as `Europe/Berlin`. */
  time_zone: string;
  /** The time of day of digests, such as `08:00`. */
  digest_time: string;
  /** No mail from here to there; null: at any time. */
  quiet_from: string | null;
  quiet_to: string | null;
};

/** What there is to tell a user of an issue: one row, however much happened. */
export type NotificationTable = {
  id: Fixed<string>;
  user_id: Fixed<string>;
  issue_id: Fixed<string>;
  /** Its place among the reasons, the strongest first. */
  reason: number;
  /** What lists go by: 2 when it is unread, 1 read, 0 done, and the time of the last event. */
  order_key: string;
  /** How many events it tells of since it was read. */
  count: number;
  /** The last of them. */
  position: number;
  created_at: Fixed<string>;
  updated_at: string;
  /** When it is to be mailed; null: there is nothing to mail. */
  mail_due_at: string | null;
  /** It is not put off beyond this. */
  mail_latest_at: string | null;
  /** What is to be mailed happened after this position of the log. */
  mail_after: number | null;
  /** It came of this edit of many issues, and goes into one mail with the others. */
  bulk_id: string | null;
};

/** How far someone of ours has read in the log of events. */
export type LogReaderTable = { name: Fixed<string>; position: number };
