import type { Fixed } from './account-tables.ts';

/** An edit of many issues, kept for a day: it can be undone as long. */
export type BulkEditTable = {
  id: Fixed<string>;
  /** Who made it, as in `event`. */
  author_id: Fixed<string | null>;
  author_name: Fixed<string | null>;
  /** JSON: what it changes, as it was asked for. */
  change: Fixed<string>;
  /** 1: users are named in it. */
  names_people: Fixed<0 | 1>;
  /** The Idempotency-Key that it was asked for with, and whose, and which request it was. */
  key: Fixed<string | null>;
  fingerprint: Fixed<string | null>;
  created_at: Fixed<string>;
  /** It is being undone since then, or is: it changes nothing more. */
  undone_at: string | null;
};

/** One of its issues. Of users it has ids alone, but for what an error says. */
export type BulkItemTable = {
  id: Fixed<string>;
  bulk_id: Fixed<string>;
  /** Its place among them, from 0. */
  place: Fixed<number>;
  /** What the caller called the issue; null: a query found it. */
  asked: Fixed<string | null>;
  /** Null: there is none that the caller sees. */
  issue_id: Fixed<string | null>;
  /** The key of the issue when all began. */
  issue_key: Fixed<string | null>;
  /** JSON: what became of it; null: it waits for its turn. */
  outcome: string | null;
  /** JSON: the values of the changed fields before, by ids; null: nothing was changed. */
  before: string | null;
  /** Of the issue after the change. */
  version: number | null;
  /** JSON: what became of the last undo. */
  undone: string | null;
  /** When it was set back. */
  restored_at: string | null;
};
