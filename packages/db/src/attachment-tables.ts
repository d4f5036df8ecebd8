import type { Fixed } from './account-tables.ts';

/** A file on an issue or a comment. Its content is in the store of files, by the same id. */
export type AttachmentTable = {
  id: Fixed<string>;
  issue_id: Fixed<string>;
  /** Null: it is on the issue itself. */
  comment_id: Fixed<string | null>;
  uploader_id: Fixed<string>;
  filename: Fixed<string>;
  /** In bytes. */
  size: Fixed<number>;
  /** What its content is, as we see it: whatever its uploader said. */
  content_type: Fixed<string>;
  /** In hex. */
  sha256: Fixed<string>;
  created_at: Fixed<string>;
};

/**
 * A file that may be in the store and belongs to nothing: it is being uploaded, or was deleted. Noted before the store is
 * asked, so that a server that dies leaves no file of which nobody knows.
 */
export type LooseFileTable = {
  id: Fixed<string>;
  /** When it is taken out of the store, unless it belongs to something by then. */
  due_at: Fixed<string>;
};
