import type { Fixed } from './account-tables.ts';

/** One row for both sides: that an issue is blocked by another one is that the other blocks it. */
export type IssueRelationTable = {
  id: Fixed<string>;
  issue_id: Fixed<string>;
  /** Which says the same of both sides where it is `relates`: the issue is the one with the smaller id then. */
  type: Fixed<'blocks' | 'duplicates' | 'relates'>;
  other_id: Fixed<string>;
  created_at: Fixed<string>;
};

export type ReactionTable = {
  id: Fixed<string>;
  issue_id: Fixed<string>;
  /** Null: it is to the issue itself. */
  comment_id: Fixed<string | null>;
  user_id: Fixed<string>;
  /** Such as `heart`. */
  name: Fixed<string>;
  created_at: Fixed<string>;
};
