import { originOf } from '../queries.ts';
import type { ImportIssues } from '../schema/inputs.ts';

/** Nothing more is asked of issues that are all here already: their project may be archived by now, or gone. */
export function areKnown({ source, issues }: ImportIssues, imported: Set<string>): boolean {
  return issues.length > 0 && issues.every((issue) => imported.has(originOf(source, issue)));
}

export function hasNews({ issues, labels, milestones = [], people = [] }: ImportIssues): boolean {
  return issues.length + labels.length + milestones.length + people.length > 0;
}
