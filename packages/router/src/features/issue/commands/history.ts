import type { Snapshot } from '../../../core/changes.ts';
import type { BareIssue } from '../queries/rows.ts';

/** An issue as its history shows it. */
export function snapshot(issue: BareIssue): Snapshot {
  const { key, title, description, priority, status, closed_reason, labels, assignees } = issue;
  const { milestone, due_on, parent } = issue;
  return {
    project: key, // its key and number there
    title,
    description,
    priority,
    status,
    closed_reason,
    labels: labels.map((label) => label.name),
    assignees: assignees.map((assignee) => assignee.id),
    milestone: milestone?.title ?? null,
    due_on,
    parent: parent?.key ?? null,
  };
}
