import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import type { ImportedPerson } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';

/** One import under way. */
export type Import = {
  db: ActorWriter;
  by: By<SignedInActor>;
  source: string;
  project_id: string;
  /** The caller has named the project. */
  isNamed: boolean;
  added: ImportResult;
  /** Ids of accounts, by the origin of their people. */
  users: Map<string, string>;
  /** What was said of people, by their names at the source. */
  people: Map<string, ImportedPerson>;
  /** Ids of labels, by name. */
  labels: Map<string, string>;
  /** Ids of milestones, by title. */
  milestones: Map<string, string>;
};

export function nothing(): ImportResult {
  const counts = { created: 0, skipped: 0, renumbered: 0, comments: 0, users: 0, labels: 0, milestones: 0 };
  return { ...counts, left: [], dropped_keys: [], made: { users: [], labels: [], milestones: [], project: null } };
}

/** The same, with everything that was made counted. */
export function counted(result: ImportResult): ImportResult {
  const { users, labels, milestones } = result.made;
  return { ...result, users: users.length, labels: labels.length, milestones: milestones.length };
}
