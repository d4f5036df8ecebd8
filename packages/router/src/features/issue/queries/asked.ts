import type { Issue } from '../schema/issue.ts';
import type { Order } from './orders.ts';
import type { WhereFields } from './wheres.ts';
import type { Words } from './words.ts';

/** Times and days that are asked for: `after` is the first that is in, `before` the first that is not. */
export const TIMES = [
  'created_after',
  'created_before',
  'updated_after',
  'updated_before',
  'closed_after',
  'closed_before',
  'due_after',
  'due_before',
] as const;

/** What a list is asked for, by ids. What is left out may be anything. */
export type Filter = {
  /** Any of these: a JSON list of the ids of projects that the actor may see. Left out: no project is hidden. */
  projects?: string;
  /** All of these. */
  label_ids?: string[];
  /** And one of each of these: JSON lists of the labels that have one name, in several projects. */
  label_groups?: string[];
  assignee_id?: string;
  unassigned?: true;
  author_id?: string;
  milestone_id?: string;
  /** Any of these: a JSON list of the milestones that have one title, in several projects. */
  milestones?: string;
  without_milestone?: true;
  parent_id?: string;
  /** Any of these. */
  statuses?: Issue['status'][];
  priorities?: Issue['priority'][];
  /** Whether words are asked for. No statement tests them: `having` asks the index. */
  has_words?: true;
} & WhereFields & { [Time in (typeof TIMES)[number]]?: string };

/** A walk has a part for each project and status: SQLite merges at most 500, and the more, the longer it takes. */
export const MOST_PROJECTS = 64;
export const MOST_PARTS = 3 * MOST_PROJECTS;

/** So many hits of words are looked at one by one. */
export const MOST_HITS = 1000;

/** What a list is asked for. */
export type Asked = {
  filter: Filter;
  order: Order;
  words?: Words;
  /**
   * The projects whose issues are meant, as a JSON list. No way to the issues of a list leads past others: how long it is, or
   * how far one came on it, would tell of them.
   */
  within: string;
};
