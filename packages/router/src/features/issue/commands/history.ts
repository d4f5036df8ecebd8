import type { Snapshot } from '../../../core/changes.ts';
import type { Issue } from '../schema.ts';

/** An issue as its history shows it. */
export function snapshot({ key, title, description, priority, status, labels, assignees, milestone }: Issue): Snapshot {
  return {
    project: key, // its key and number there
    title,
    description,
    priority,
    status,
    labels: labels.map((label) => label.name),
    assignees: assignees.map((assignee) => assignee.id),
    milestone: milestone?.title ?? null,
  };
}
