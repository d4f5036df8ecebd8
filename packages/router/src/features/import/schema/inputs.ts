import { z } from 'zod';
import { date, kept, key, line, time } from '../../../core/schema.ts';
import { ImportedEvent } from '../../event/schema.ts';
import { closedReason, issueKey, priority, status } from '../../issue/schema/issue.ts';
import { color, knownLabelName } from '../../label/schema.ts';
import { CreateProject, projectKey } from '../../project/schema.ts';
import { Reactions } from '../../reaction/schema/reactions.ts';
import { RELATION_TYPES } from '../../relation/schema.ts';
import { email, userKey } from '../../user/schema.ts';

/** Imported text is kept whole, far beyond the limits for new issues. */
const anyText = kept(0, 1_000_000);

const login = line(1, 100).describe('Name of the account at the source');

const milestoneTitle = line(1, 100);

const sourceId = line(1, 200);

/** Now, when left out. */
const times = { created_at: time().optional(), updated_at: time().optional() };

const version = z.int().min(1).max(1_000_000_000).describe('1 when left out');

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
const SOURCE = /^[a-z]{1,30}:[^\x00-\x20\x7f-\xa0]{1,200}$/;

const reactions = Reactions.describe('How many there are of each: they stand as numbers, which nobody can take back');

const ImportedComment = z
  .object({
    id: sourceId.describe('What the history calls it').optional(),
    author: login,
    body: anyText.describe('What it says'),
    reactions: reactions.optional(),
    version: version.optional(),
    created_at: time(),
    updated_at: time(),
  })
  .meta({
    id: 'ImportedComment',
    description: 'A comment of another tracker',
    examples: [
      {
        author: 'ada',
        body: 'I can reproduce this.',
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });

const ImportedRelation = z
  .object({
    type: z.enum(RELATION_TYPES).describe('What the issue is to the other one'),
    issue: sourceId.describe(
      'The `id` of the other one at the source, or its number where it has none; or where it came from, such as github:owner/name#43',
    ),
    created_at: time(),
  })
  .meta({
    id: 'ImportedRelation',
    description: 'What an issue of another tracker is to another one',
    examples: [{ type: 'blocks', issue: '43', created_at: '2026-01-31T09:30:00.000Z' }],
  });

const ImportedIssue = z
  .object({
    number: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .describe('Its number at the source; the next one when left out')
      .optional(),
    id: sourceId.describe('What it is known by at the source, where that is not its number').optional(),
    imported_from: sourceId.describe('Where it came from before, such as github:owner/name#42').optional(),
    title: kept(1, 1000).describe('What it is about, in a few words'),
    description: anyText.describe('What it is about, in full'),
    status,
    priority: priority.describe('`medium` when left out').optional(),
    author: login,
    assignees: z.array(login).max(100).describe('Names of the accounts at the source'),
    labels: z.array(knownLabelName).max(100).describe('Names of labels; those that are missing are made'),
    milestone: milestoneTitle
      .describe('The title of its milestone, which is made if it is missing')
      .nullable()
      .optional(),
    due_on: date().nullable().describe('The day when it is due').optional(),
    created_at: time(),
    updated_at: time(),
    closed_at: time().nullable().describe('Null: it is open'),
    closed_reason: closedReason.nullable().describe('`completed` when it is closed and this is left out').optional(),
    reactions: reactions.optional(),
    parent: sourceId
      .describe(
        'The `id` at the source of the issue that it is part of, its number, or where it came from: where both are here',
      )
      .nullable()
      .optional(),
    parts: z.array(sourceId).max(1000).describe('The same of the issues that are part of it').optional(),
    relations: z
      .array(ImportedRelation)
      .max(1000)
      .describe('What it is to others: each is made when both of them are here')
      .optional(),
    comments: z.array(ImportedComment).max(10_000).describe('The comments on it'),
    version: version.optional(),
    history: z
      .array(ImportedEvent)
      .max(10_000)
      .describe('All that happened to it, the oldest first. When left out, its history begins with the import')
      .optional(),
    former_keys: z
      .array(issueKey)
      .max(100)
      .describe('Keys that it had in other projects before, such as OLD-3: they lead to it where they are free')
      .optional(),
  })
  .meta({
    id: 'ImportedIssue',
    description: 'An issue of another tracker. It has a `number`, or an `id`, by which it is known again',
    examples: [
      {
        number: 42,
        title: 'Crash on save',
        description: 'Saving an empty file crashes the editor.',
        status: 'closed',
        priority: 'high',
        author: 'ada',
        assignees: [],
        labels: ['bug'],
        milestone: '1.0',
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
        closed_at: '2026-01-31T09:30:00.000Z',
        comments: [],
      },
    ],
  });
export type ImportedIssue = z.output<typeof ImportedIssue>;

const ImportedLabel = z
  .object({
    name: knownLabelName,
    color,
    description: kept(0, 1000).nullable().describe('What it is for'),
    for_all: z.boolean().describe('For the issues of all projects, also where `project` is named').optional(),
    ...times,
  })
  .meta({
    id: 'ImportedLabel',
    description: 'A label of another tracker',
    examples: [{ name: 'bug', color: '#d73a4a', description: null }],
  });
export type ImportedLabel = z.output<typeof ImportedLabel>;

const ImportedMilestone = z
  .object({
    title: milestoneTitle.describe('What it is called'),
    description: kept(0, 2000).nullable().describe('What it is about'),
    due_on: date().nullable().describe('The day when it is due'),
    closed_at: time().nullable().describe('Null: it is open'),
    ...times,
  })
  .meta({
    id: 'ImportedMilestone',
    description: 'A milestone of another tracker',
    examples: [{ title: '1.0', description: null, due_on: '2026-03-31', closed_at: null }],
  });
export type ImportedMilestone = z.output<typeof ImportedMilestone>;

const ImportedPerson = z
  .object({
    login,
    name: line(1, 100)
      .describe('What the account is called here; as at the source when left out; null: it has only a username')
      .nullable()
      .optional(),
    username: line(1, 100).describe('Its username, where that is free; as `name` when left out').nullable().optional(),
    last_name: line(1, 100).describe('Where `name` is only the first name').nullable().optional(),
    email: email.describe('Its address, where that is free: an invitation can be mailed to it').optional(),
    imported_from: sourceId.describe('Where it came from before, such as github:ada').optional(),
    is_deleted: z.boolean().describe('The account is gone at the source: it is so here').optional(),
    user: userKey
      .describe('The id, the username or the email address of the user who this is: no account is made')
      .optional(),
  })
  .meta({
    id: 'ImportedPerson',
    description: 'A person of another tracker',
    examples: [{ login: '5b10ac8d82e05b22cc7d4ef5', name: 'Ada Lovelace' }],
  });
export type ImportedPerson = z.output<typeof ImportedPerson>;

export const ImportIssues = z
  .object({
    source: key(SOURCE, 'Must look like github:owner/name').describe(
      'The tracker that the issues come from: the kind of site, a colon, and the project there',
    ),
    labels: z.array(ImportedLabel).max(1000).describe('What labels look like that are not here yet'),
    milestones: z
      .array(ImportedMilestone)
      .max(1000)
      .describe('What milestones look like that are not here yet; those that no issue names are made too')
      .optional(),
    people: z
      .array(ImportedPerson)
      .max(1000)
      .describe('What is known of people who are named in these issues, beside their names')
      .optional(),
    issues: z.array(ImportedIssue).max(100).describe('Some of the issues: an import may be sent in parts'),
    project: projectKey
      .describe(
        'The key of the project that they come into, which is made when it is not there; the main one when left out',
      )
      .optional(),
    project_details: CreateProject.pick({ name: true, description: true })
      .extend({
        visibility: CreateProject.shape.visibility.unwrap().optional(),
        ...times,
        former_keys: z.array(projectKey).max(100).describe('Keys that it had: they lead to it where free').optional(),
        archived_at: time()
          .describe('Archives it when these issues are in, unless somebody has changed it since an import made it')
          .optional(),
      })
      .meta({
        id: 'ImportedProject',
        description: 'What the project is like, where it is made',
        examples: [{ name: 'Web' }],
      })
      .optional(),
    when_taken: z
      .enum(['renumber', 'leave'])
      .default('renumber')
      .describe('What to do with an issue whose number is taken in the project'),
    dry_run: z.boolean().describe('Changes nothing, and says what would be added').optional(),
  })
  .meta({
    id: 'ImportIssues',
    description: 'Issues of another tracker',
    examples: [{ source: 'github:tlswg/tls13-spec', labels: [], issues: [] }],
  });
export type ImportIssues = z.output<typeof ImportIssues>;
