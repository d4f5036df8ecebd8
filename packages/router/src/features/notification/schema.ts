import { z } from 'zod';
import { isTimeZone } from '../../core/local-time.ts';
import { key, pageInput, pageOf, time, timestamp, uuid } from '../../core/schema.ts';
import { exampleEvent, IssueEvent } from '../event/schema.ts';
import { exampleSummary, IssueSummary } from '../issue/schema/issue.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';
import { watchLevel } from '../watch/schema.ts';

/** The strongest first: of several, a notification names that. They are stored by their places here. */
export const REASONS = ['mention', 'assigned', 'author', 'comment', 'state_change', 'watching'] as const;
export type Reason = (typeof REASONS)[number];

const reason = z.enum(REASONS).meta({
  id: 'NotificationReason',
  description:
    'Why you are told: you are named (`mention`), assigned to it, its author, you have commented on it, its status changed (`state_change`), or you watch it',
  examples: ['mention'],
});

/** In the order of lists from behind: they are stored by their places here. */
export const STATES = ['done', 'read', 'unread'] as const;
export type State = (typeof STATES)[number];

const state = z.enum(STATES).meta({
  id: 'NotificationState',
  description: 'Whether you have read it, or are done with it',
  examples: ['unread'],
});

export const Notification = z
  .object({
    id: uuid,
    issue: IssueSummary.describe('What it is about'),
    project: ProjectSummary.describe('The project of the issue'),
    reason: reason.describe('Why you are told: the strongest reason since you have read it'),
    state,
    count: z.int().describe('How many events it tells of since you have read it'),
    event: IssueEvent.nullable().describe('The last of them; null: it tells of nothing any more'),
    created_at: timestamp,
    updated_at: timestamp.describe('When the last of them happened'),
  })
  .meta({
    id: 'Notification',
    description: 'What there is to tell you of an issue: one for each, however much happens',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c1d',
        issue: exampleSummary,
        project: exampleProject,
        reason: 'mention',
        state: 'unread',
        count: 1,
        event: exampleEvent,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type Notification = z.output<typeof Notification>;

export const NotificationPage = pageOf(Notification, {
  id: 'NotificationPage',
  description: 'One page of notifications, the unread ones first, and of each kind the newest',
});

export const ListNotifications = z.object({
  ...pageInput,
  state: z.array(state).max(STATES.length).describe('Any of these; without it all but those that are done').optional(),
  project: projectKey.describe('Those about issues of this project').optional(),
});
export type ListNotifications = z.output<typeof ListNotifications>;

export const UpdateNotification = z
  .object({ id: uuid.describe('The id of the notification'), state })
  .meta({ id: 'UpdateNotification', description: 'What has become of it', examples: [{ state: 'read' }] });
export type UpdateNotification = z.output<typeof UpdateNotification>;

export const FinishNotifications = z
  .object({
    ids: z.array(uuid).min(1).max(100).describe('Only these; without it all').optional(),
    until: time()
      .describe(
        'Only what happened by then, such as the `updated_at` of the newest that you have seen: what comes in later stays',
      )
      .optional(),
  })
  .meta({
    id: 'FinishNotifications',
    description: 'With what you are done',
    examples: [{ until: '2026-01-31T09:30:00.000Z' }],
  });
export type FinishNotifications = z.output<typeof FinishNotifications>;

export const Finished = z
  .object({ count: z.int().describe('With how many notifications you are done since') })
  .meta({ id: 'FinishedNotifications', description: 'What you are done with', examples: [{ count: 3 }] });
export type Finished = z.output<typeof Finished>;

const mail = z.enum(['each', 'daily', 'weekly', 'off']).meta({
  id: 'NotificationMail',
  description:
    'How you are mailed: a few minutes after it happened (`each`), in one mail a day or a week, on Mondays, or not at all',
  examples: ['each'],
});

const timeOfDay = key(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Must be a time of day such as 08:00').meta({
  description: 'A time of day',
  examples: ['08:00'],
});

const timeZone = key(/^[A-Za-z0-9_+:/-]{1,64}$/, 'Must be a time zone such as Europe/Berlin')
  .refine(isTimeZone, 'There is no such time zone: take one such as Europe/Berlin')
  .describe('Your time zone, by its name in the IANA database')
  .meta({ examples: ['Europe/Berlin'] });

const quietHours = z
  .object({
    from: timeOfDay.describe('When they begin'),
    to: timeOfDay.describe('When they end: perhaps on the next day'),
  })
  .meta({
    id: 'QuietHours',
    description: 'When no mail is sent to you: it waits until they are over',
    examples: [{ from: '22:00', to: '07:00' }],
  });

const ProjectLevel = z.object({ project: ProjectSummary, level: watchLevel }).meta({
  id: 'ProjectLevel',
  description: 'What you want to hear of a project',
  examples: [{ project: exampleProject, level: 'all' }],
});

const exampleSettings = {
  level: 'participating',
  mail: 'each',
  time_zone: 'Europe/Berlin',
  digest_time: '08:00',
  quiet_hours: { from: '22:00', to: '07:00' },
};

export const NotificationSettings = z
  .object({
    level: watchLevel.describe('Where you have said nothing of a project'),
    levels: z.array(ProjectLevel).describe('Where you have, by their keys'),
    mail,
    time_zone: z.string().describe('Your time zone'),
    digest_time: z.string().describe('When mails of a day or a week are sent'),
    quiet_hours: quietHours.nullable().describe('Null: mail is sent at any time'),
  })
  .meta({
    id: 'NotificationSettings',
    description: 'What you are told of, and how you are mailed',
    examples: [{ ...exampleSettings, levels: [{ project: exampleProject, level: 'all' }] }],
  });
export type NotificationSettings = z.output<typeof NotificationSettings>;

export const UpdateNotificationSettings = z
  .object({
    level: watchLevel.optional(),
    levels: z
      .array(
        z
          .object({
            project: projectKey.describe('The id or the key of a project'),
            level: watchLevel.nullable().describe('Null: as where you have said nothing'),
          })
          .meta({
            id: 'SetProjectLevel',
            description: 'What you want to hear of a project',
            examples: [{ project: 'WEB', level: 'all' }],
          }),
      )
      .max(100)
      .describe('Those that you say something else of; others stay as they are')
      .optional(),
    mail: mail.optional(),
    time_zone: timeZone.optional(),
    digest_time: timeOfDay.describe('When mails of a day or a week are sent').optional(),
    quiet_hours: quietHours.nullable().describe('Null: mail is sent at any time').optional(),
  })
  .meta({
    id: 'UpdateNotificationSettings',
    description: 'What to change; fields that are left out stay as they are',
    examples: [exampleSettings],
  });
export type UpdateNotificationSettings = z.output<typeof UpdateNotificationSettings>;
