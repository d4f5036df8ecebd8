import { ImportIssues } from '@docket/router';
import type { z } from 'zod';

export const ImportedIssue = ImportIssues.shape.issues.element;
export const ImportedLabel = ImportIssues.shape.labels.element;
export const ImportedMilestone = ImportIssues.shape.milestones.unwrap().element;

type Sent = z.input<typeof ImportIssues>;

export type Person = NonNullable<Sent['people']>[number];
export type ProjectDetails = NonNullable<Sent['project_details']>;
export type Milestone = NonNullable<Sent['milestones']>[number];

/** An issue as it is sent, and what was known of the people in it. */
export type Entry = {
  source: string;
  issue: z.output<typeof ImportedIssue>;
  people?: Person[];
  /** What its labels and milestone look like. */
  labels?: Sent['labels'];
  milestones?: Milestone[];
  /** The project that it comes into, where the person who imports names none. */
  project?: string;
  /** What that is like, where it is made. */
  project_details?: ProjectDetails;
  /** What it loses, and what is another value here: told once it is in. */
  notes?: Notes;
  /** Where it is in the file: asked for only when something is to be said of it. */
  place(): Pick<NotedRecord, 'line' | 'record'>;
};

/** What Docket has no place for in an issue, or what the file does not hold of it, and values that are others here. */
export type Notes = { lost: string[]; changed: string[] };

/** A record of which something is to be said: where it begins in the file, what it is, and what is wrong. */
export type NotedRecord = { line: number; record: string; problem: string };

/** What is told while a file is read. */
export type Report = {
  /** It stays out. */
  broken(noted: NotedRecord): void;
  /** It goes in, with something in it changed. */
  mended(noted: NotedRecord): void;
  /** Something of one issue that does not come in. */
  lost(what: string): void;
  /** A value of one issue that is another one here. */
  changed(what: string): void;
};

/** A file of another tracker, as every format is imported. */
export type ImportFile = {
  /** What people call it. */
  name: string;
  /** Issues in it, broken ones among them. */
  total: number;
  /** Where its labels and milestones come from. */
  source: string;
  labels: Sent['labels'];
  milestones: Milestone[];
  /** Fields that say much, and of which it has no column. */
  lacking?: string[];
  /** The projects of its issues, where it says what they are like. */
  projects?: { key: string; details: ProjectDetails }[];
  /** Reads it from its beginning, in constant memory where the format allows it: each time the same. */
  read(report: Report): AsyncIterable<Entry> | Iterable<Entry>;
};

export function describeIssues(issues: z.core.$ZodIssue[]): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}
