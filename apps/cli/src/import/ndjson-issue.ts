import { z } from 'zod';
import type { Milestone, Person } from './import-file.ts';

/** The first line of an export. */
export const Header = z.object({ docket: z.literal('export'), version: z.int().min(1) });

/** Without ids, a person is known by name. */
const Who = z.object({
  id: z.string().optional(),
  username: z.string().nullable(),
  full_name: z.string(),
  avatar_url: z.string().nullable().optional(),
  is_deleted: z.boolean().default(false),
});

type Who = z.output<typeof Who>;

const Project = z.object({ key: z.string() });

const Label = z.object({
  name: z.string(),
  color: z.string(),
  description: z.string().nullable(),
  project: Project.nullish(),
});

const ExportedMilestone = z.object({
  title: z.string(),
  description: z.string().nullish(),
  due_on: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  closed_at: z.string().nullish(),
});

const Comment = z.object({
  id: z.string().optional(),
  author: Who,
  body: z.string(),
  version: z.int().optional(),
  created_at: z.string(),
  updated_at: z.string(),
});

const Event = z.object({
  type: z.string(),
  actor: Who.nullable(),
  actor_name: z.string().nullable(),
  comment_id: z.string().nullish(),
  changes: z.array(z.unknown()),
  created_at: z.string(),
});

const Exported = z.object({
  id: z.string().optional(),
  key: z.string(),
  number: z.int(),
  project: Project,
  title: z.string(),
  description: z.string(),
  status: z.string(),
  priority: z.string(),
  author: Who,
  assignees: z.array(Who),
  labels: z.array(Label),
  milestone: ExportedMilestone.nullable(),
  version: z.int().optional(),
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: z.string().nullable(),
  former_keys: z.array(z.string()).default([]),
  comments: z.array(Comment).default([]),
  history: z.array(Event).default([]),
  attachments: z.array(z.unknown()).default([]),
});

/** An issue of an export, as it is imported, and what Docket has no place for yet. */
export const ExportedIssue = Exported.transform((exported) => {
  const { project, labels, milestone, comments, history, attachments } = exported;
  const people = [exported.author, ...exported.assignees, ...comments.map(({ author }) => author)];
  const actors = history.flatMap(({ actor }) => actor ?? []);
  const named = [...people, ...actors];
  return {
    issue: issueOf(exported),
    project: project.key,
    people: [...new Map(named.map((who) => [loginOf(who), personOf(who)])).values()],
    labels: labels.map(({ project: own, ...label }) => ({ ...label, for_all: !own })),
    milestones: milestone ? [milestoneOf(milestone, exported.updated_at)] : [],
    lost: [
      ...(attachments.length > 0 ? ['attachments'] : []),
      ...(named.some(({ avatar_url }) => avatar_url) ? ['pictures of people'] : []),
    ],
  };
});

function issueOf({
  id,
  key,
  author,
  assignees,
  labels,
  milestone,
  comments,
  history,
  ...issue
}: z.output<typeof Exported>) {
  const { project: _project, attachments: _attachments, ...rest } = issue;
  return {
    ...rest,
    id: id ?? key,
    author: loginOf(author),
    assignees: assignees.map(loginOf),
    labels: labels.map(({ name }) => name),
    milestone: milestone?.title ?? null,
    comments: comments.map(({ author: by, ...comment }) => ({ ...comment, author: loginOf(by) })),
    ...(history.length > 0 && {
      history: history.map(({ actor, comment_id = null, ...event }) => ({
        ...event,
        actor: actor && loginOf(actor),
        comment: comment_id,
      })),
    }),
  };
}

function loginOf({ id, username, full_name }: Who): string {
  return (id ?? username ?? full_name).slice(0, 100);
}

function personOf(who: Who): Person {
  const { username, full_name, is_deleted } = who;
  return { login: loginOf(who), name: full_name.slice(0, 100), username, ...(is_deleted && { is_deleted }) };
}

/** An issue shows only that its milestone is closed: it was by the last change of the issue, as far as it shows. */
function milestoneOf(
  { title, description = null, due_on, state, closed_at }: z.output<typeof ExportedMilestone>,
  at: string,
): Milestone {
  return { title, description, due_on, closed_at: state === 'closed' ? (closed_at ?? at) : null };
}
