import { z } from 'zod';
import { EVENT_FAMILIES, EVENT_TYPES, HISTORY_TYPES } from '../../core/event-types.ts';
import { kept, line, pageInput, pageOf, time, timestamp, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';
import { exampleUser, UserSummary, userKey } from '../user/schema.ts';

const changedValue = z.union([z.string(), z.array(z.string()), z.null()]);

const exampleChange = { field: 'status', from: 'open', to: 'closed' };

export const exampleEvent = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c14',
  type: 'issue.updated',
  actor: exampleUser,
  actor_name: null,
  comment_id: null,
  changes: [exampleChange],
  created_at: '2026-01-31T09:30:00.000Z',
};

const exampleSubject = {
  type: 'issue' as const,
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13',
  key: 'WEB-42',
  number: 42,
  project: exampleProject,
  name: 'Crash on save',
};

const examplePosition = '9f2c41d07be85a36.1042';

export const FieldChange = z
  .object({
    field: z.string().describe('The field that was changed'),
    from: changedValue.describe('What it was'),
    to: changedValue.describe('What it is since'),
    from_is_cut: z
      .boolean()
      .describe('True when a list shows only the beginning (1 KB) of `from`: `GET /events/{id}` has all of it')
      .optional(),
    to_is_cut: z
      .boolean()
      .describe(
        'True when only the beginning (1 KB) of `to` is here: all of it is the `from` of the next change, or the present text',
      )
      .optional(),
  })
  .meta({ id: 'FieldChange', description: 'What was changed in one field', examples: [exampleChange] });

export const IssueEvent = z
  .object({
    id: uuid,
    type: z.string().describe('Such as `issue.created`, `issue.updated` or `comment.created`'),
    actor: UserSummary.nullable().describe('Null when a script did it'),
    actor_name: z.string().nullable().describe('The name of the script that did it'),
    comment_id: uuid.nullable().describe('The comment that it is about'),
    changes: z.array(FieldChange).describe('One for each field'),
    created_at: timestamp,
  })
  .meta({
    id: 'IssueEvent',
    description: 'Something that happened to an issue: who changed what, from what to what, and when',
    examples: [exampleEvent],
  });
export type IssueEvent = z.output<typeof IssueEvent>;

export const IssueEventPage = pageOf(IssueEvent, {
  id: 'IssueEventPage',
  description: 'One page of the history of an issue, the oldest event first',
});

const subject = z
  .object({
    type: z
      .enum(['issue', 'project', 'label', 'milestone', 'view', 'template', 'user', 'session', 'token', 'webhook'])
      .describe('What it happened to. Comments are part of their issue'),
    id: uuid,
    key: z.string().nullable().describe('The key of an issue or a project; else null'),
    number: z.int().nullable().describe('The number of an issue; else null'),
    project: ProjectSummary.nullable().describe('The project of an issue; else null'),
    name: z
      .string()
      .nullable()
      .describe(
        'The title of an issue or a milestone, or the name of a project, label, user or token; null when it was deleted',
      ),
  })
  .meta({ id: 'EventSubject', description: 'What an event is about', examples: [exampleSubject] });

/** `<log_id>.<position>`, as the header `Docket-Position` has it. */
const position = z
  .string()
  .describe('Where it stands in the log, as `<log_id>.<position>`: a `cursor` from which the list goes on after it')
  .meta({ examples: [examplePosition] });

export const LogEvent = IssueEvent.extend({ subject, position }).meta({
  id: 'LogEvent',
  description: 'Something that happened: to what, who changed what, from what to what, and when',
  examples: [{ ...exampleEvent, subject: exampleSubject, position: examplePosition }],
});
export type LogEvent = z.output<typeof LogEvent>;

export const LogEventPage = pageOf(LogEvent, { id: 'LogEventPage', description: 'One page of what happened' });

/** The values of a change at another tracker, as long as they may be there. */
const valueElsewhere = z.union([kept(0, 1_000_000), z.array(kept(0, 1000)).max(1000), z.null()]);

/** What happened to an issue before it was imported. */
export const ImportedEvent = z
  .object({
    type: z.enum(HISTORY_TYPES).describe('What happened'),
    actor: line(1, 100).describe('Who did it; null: a script').nullable(),
    actor_name: line(1, 100).describe('The name of the script that did it').nullable(),
    comment: line(1, 200).describe('The comment that it is about').nullable(),
    changes: z
      .array(
        z
          .object({
            field: line(1, 100).describe('The field that was changed'),
            from: valueElsewhere.describe('What it was. People are named as at the source'),
            to: valueElsewhere.describe('What it is since'),
            to_is_cut: z.literal(true).describe('Only the beginning of `to` is here').optional(),
          })
          .meta({ id: 'ImportedChange', description: 'What was changed in one field', examples: [exampleChange] }),
      )
      .max(100)
      .describe('One for each field'),
    created_at: time(),
  })
  .meta({
    id: 'ImportedEvent',
    description: 'Something that happened to an issue of another tracker',
    examples: [
      {
        type: 'issue.updated',
        actor: 'ada',
        actor_name: null,
        comment: null,
        changes: [{ field: 'status', from: 'open', to: 'closed' }],
        created_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type ImportedEvent = z.output<typeof ImportedEvent>;

export const eventTypes = z
  .enum([...EVENT_TYPES, ...EVENT_FAMILIES.map((family) => `${family}.*` as const)])
  .meta({ description: 'What happened; `issue.*` is all that happens to issues', examples: ['issue.updated'] });

const filter = {
  issue: issueKey.describe('The id or the number of an issue').optional(),
  project: z.array(projectKey).max(50).describe('Any of these: what happened in them').optional(),
  type: z.array(eventTypes).max(20).describe('Any of these, such as `issue.updated` or `label.*`').optional(),
  actor: userKey.describe('Who did it: the id, username or email address of a user, or `me`').optional(),
};
export type EventFilter = Partial<Pick<ListEvents, keyof typeof filter>>;

export const ListEvents = z.object({
  ...pageInput,
  ...filter,
  sort: z
    .enum(['position-desc', 'position-asc'])
    .default('position-desc')
    .describe('The newest first, or the oldest')
    .meta({ examples: ['position-asc'] }),
});
export type ListEvents = z.output<typeof ListEvents>;

export const StreamEvents = z.object({
  ...filter,
  cursor: pageInput.cursor.describe('Begin after this `position` of an event. Left out: with what happens from now on'),
  follow: z
    .boolean()
    .default(true)
    .describe('`false`: end when all that has happened was sent, and wait for nothing')
    .meta({ examples: [false] }),
});
export type StreamEvents = z.output<typeof StreamEvents>;

export const ListIssueEvents = z.object({ id: issueKey, ...pageInput });

export const GetEvent = z.object({ id: uuid.describe('The id of the event') });

export type ListIssueEvents = z.output<typeof ListIssueEvents>;
