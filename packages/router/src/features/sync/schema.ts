import { z } from 'zod';
import { positionInLog, time, timestamp, uuid, version } from '../../core/schema.ts';
import { closedReason, priority, status } from '../issue/schema/issue.ts';
import { exampleProject, projectKey, projectRole, projectVisibility } from '../project/schema.ts';
import { Reactions } from '../reaction/schema/reactions.ts';
import { exampleUser, UserSummary } from '../user/schema.ts';

/** Grows when rows are made otherwise than before: what was kept of them is not gone on with then. */
export const SCHEMA = 5;

/** Grows when it is told otherwise what changed. */
export const PROTOCOL = 1;

const examples = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13',
  times: { created_at: '2026-01-31T09:30:00.000Z', updated_at: '2026-01-31T09:30:00.000Z' },
  position: '9f2c41d07be85a36.1042',
};

const color = z.string().describe('"#" and six hexadecimal digits');
const times = { created_at: timestamp, updated_at: timestamp };

export const SyncedProject = z
  .object({
    id: uuid,
    key: z.string().describe('What the keys of its issues begin with'),
    name: z.string().describe('What it is called'),
    visibility: projectVisibility,
    my_role: projectRole.nullable().describe('What you are in it; null: you are no member'),
    version,
    ...times,
    archived_at: timestamp.nullable().describe('Since then it can only be read; null: it is in use'),
  })
  .meta({
    id: 'SyncedProject',
    description: 'A project, as copies keep it',
    examples: [
      { ...exampleProject, visibility: 'internal', my_role: null, version: 1, ...examples.times, archived_at: null },
    ],
  });

const SyncedLabel = z
  .object({
    id: uuid,
    project_id: uuid.nullable().describe('Null: it is for the issues of all projects'),
    name: z.string().describe('Unique in its project, whatever its case'),
    color,
    description: z.string().nullable().describe('What it is for'),
    version,
    ...times,
  })
  .meta({
    id: 'SyncedLabel',
    description: 'A label, as copies keep it',
    examples: [
      {
        id: examples.id,
        project_id: null,
        name: 'bug',
        color: '#d73a4a',
        description: null,
        version: 1,
        ...examples.times,
      },
    ],
  });

const SyncedMilestone = z
  .object({
    id: uuid,
    project_id: uuid.describe('The id of its project'),
    title: z.string().describe('What it is called'),
    due_on: z.string().nullable().describe('The day when it is due'),
    state: z.enum(['open', 'closed']).describe('Whether it is still worked on'),
    version,
    ...times,
    closed_at: timestamp.nullable().describe('Null: it is not closed'),
  })
  .meta({
    id: 'SyncedMilestone',
    description: 'A milestone, as copies keep it',
    examples: [
      {
        ...{ id: examples.id, project_id: exampleProject.id, title: '1.0', due_on: '2026-03-31', state: 'open' },
        ...{ version: 1, ...examples.times, closed_at: null },
      },
    ],
  });

export const SyncedIssue = z
  .object({
    id: uuid,
    project_id: uuid.describe('The id of its project'),
    number: z.int().describe('Counts the issues of its project from 1; with the key of that it is its own key'),
    title: z.string().describe('What it is about, in a few words'),
    priority,
    status,
    author_id: uuid.describe('The id of its author'),
    assignee_ids: z.array(uuid).describe('Who is to do it, by id'),
    label_ids: z.array(uuid).describe('By id. Of one that is being deleted there may be no label any more'),
    milestone_id: uuid.nullable().describe('What it is part of; null: of none'),
    due_on: z.string().nullable().describe('The day when it is due'),
    parent_id: uuid.nullable().describe('What it is part of; null: of none that you see'),
    comment_count: z.int().describe('How many comments there are on it'),
    reactions: Reactions,
    version,
    ...times,
    closed_at: timestamp.nullable().describe('Null: it is not closed'),
    closed_reason: closedReason.nullable().describe('Null: it is not closed'),
  })
  .meta({
    id: 'SyncedIssue',
    description:
      'An issue, as copies keep it: what lists show. Its description and comments are read when they are looked at',
    examples: [
      {
        ...{ id: examples.id, project_id: exampleProject.id, number: 42, title: 'Crash on save', priority: 'high' },
        ...{
          status: 'open',
          author_id: exampleUser.id,
          assignee_ids: [],
          label_ids: [],
          milestone_id: null,
          due_on: null,
          parent_id: null,
        },
        ...{ comment_count: 0, reactions: {}, version: 1, ...examples.times, closed_at: null, closed_reason: null },
      },
    ],
  });

export type SyncedProject = z.output<typeof SyncedProject>;
export type SyncedIssue = z.output<typeof SyncedIssue>;

const Deleted = z
  .object({
    type: z.enum(['project', 'label', 'milestone', 'issue']).describe('What it was'),
    id: uuid,
    deleted: z.literal(true).describe('It is not there any more'),
  })
  .meta({
    id: 'SyncedDeletion',
    description: 'What was deleted, was moved away or is out of your sight. With a project goes all that is in it',
    examples: [{ type: 'issue', id: examples.id, deleted: true }],
  });

/** What one thing has become. */
const Change = z
  .union([
    changeOf('project', SyncedProject),
    changeOf('user', UserSummary),
    changeOf('label', SyncedLabel),
    changeOf('milestone', SyncedMilestone),
    changeOf('issue', SyncedIssue),
    Deleted,
  ])
  .meta({
    id: 'SyncedChange',
    description: 'What something is now that was touched: the whole row, or `deleted`',
    examples: [{ type: 'issue', id: examples.id, deleted: true }],
  });
export type SyncedChange = z.output<typeof Change>;

function changeOf<Type extends string, Row extends z.ZodType>(type: Type, Row: Row) {
  const rows = (Row.meta()?.['examples'] ?? []) as { id: string }[];
  return z
    .object({ type: z.literal(type).describe('What it is'), id: uuid, value: Row.describe('As it is now') })
    .meta({
      id: `Synced${type[0]?.toUpperCase()}${type.slice(1)}Change`,
      description: `What was touched: the ${type}, as it is now`,
      examples: rows.map((value) => ({ type, id: value.id, value })),
    });
}

const changed = {
  reset: z.boolean().describe('True: what changed cannot be told. Begin anew with `GET /sync/bootstrap`'),
  changes: z
    .array(Change)
    .describe(
      'What was touched: what is deleted first, as a project may be back, and what there is. Of a project that you have not, ask for its rows. Users: for who may read them',
    ),
};

/** `<log_id>.<position>`, as the header `Docket-Position` has it. */
const position = z
  .string()
  .describe('Up to here you have all, as `<log_id>.<position>`: the `cursor` of the next call, and of the stream')
  .meta({ examples: [examples.position] });

export const SyncChanges = z
  .object({ cursor: position, more: z.boolean().describe('True: more follows at once'), ...changed })
  .meta({
    id: 'SyncChanges',
    description: 'What changed since a position, in whatever you may see',
    examples: [{ cursor: examples.position, more: false, reset: false, changes: [] }],
  });
export type SyncChanges = z.output<typeof SyncChanges>;

export const SyncMessage = z
  .object({ schema: z.int().describe('That of the rows: with another one than you have, begin anew'), ...changed })
  .meta({
    id: 'SyncMessage',
    description: 'What one event changed in whatever you may see',
    examples: [{ schema: SCHEMA, reset: false, changes: [{ type: 'issue', id: examples.id, deleted: true }] }],
  });
export type SyncMessage = z.output<typeof SyncMessage>;

const projects = z
  .array(projectKey)
  .max(50)
  .describe('These alone. Left out: all that you see; as an admin, private ones of others have to be named')
  .optional();

const cursor = positionInLog.describe('What changed after this position').meta({ examples: [examples.position] });

export const BootstrapSync = z.object({
  projects,
  since: time().describe('Leave out issues that are closed and were not changed since then').optional(),
});

export const ListChanges = z.object({
  projects,
  cursor,
  schema: z
    .int()
    .describe('That of the rows that you have: another one than there is now resets')
    .meta({ examples: [1] })
    .optional(),
  limit: z
    .int()
    .min(1)
    .max(500)
    .default(200)
    .describe('Events that are read at most')
    .meta({ examples: [200] }),
});

export const StreamChanges = z.object({
  projects,
  cursor: cursor.describe('Begin after this position. Left out: with what happens from now on').optional(),
  follow: z
    .boolean()
    .default(true)
    .describe('`false`: end when all that has happened was sent, and wait for nothing')
    .meta({ examples: [false] }),
});

export type BootstrapSync = z.output<typeof BootstrapSync>;
export type ListChanges = z.output<typeof ListChanges>;
export type StreamChanges = z.output<typeof StreamChanges>;
