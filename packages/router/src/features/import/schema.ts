import { z } from 'zod';
import { kept, key, line, time } from '../../core/schema.ts';
import { status } from '../issue/schema.ts';
import { color, knownLabelName } from '../label/schema.ts';
import { projectKey } from '../project/schema.ts';

/** Imported text is kept whole, far beyond the limits for new issues. */
const anyText = kept(0, 1_000_000);

const login = line(1, 100).describe('Name of the account at the source');

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
const SOURCE = /^[a-z]{1,30}:[^\x00-\x20\x7f-\xa0]{1,200}$/;

const ImportedComment = z
  .object({ author: login, body: anyText.describe('What it says'), created_at: time(), updated_at: time() })
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

const ImportedIssue = z
  .object({
    number: z.int().min(1).max(1_000_000_000).describe('Its number at the source'),
    title: kept(1, 1000).describe('What it is about, in a few words'),
    description: anyText.describe('What it is about, in full'),
    status,
    author: login,
    assignees: z.array(login).max(100).describe('Names of the accounts at the source'),
    labels: z.array(knownLabelName).max(100).describe('Names of labels; those that are missing are made'),
    created_at: time(),
    updated_at: time(),
    closed_at: time().nullable().describe('Null: it is open'),
    comments: z.array(ImportedComment).max(10_000).describe('The comments on it'),
  })
  .meta({
    id: 'ImportedIssue',
    description: 'An issue of another tracker',
    examples: [
      {
        number: 42,
        title: 'Crash on save',
        description: 'Saving an empty file crashes the editor.',
        status: 'closed',
        author: 'ada',
        assignees: [],
        labels: ['bug'],
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
        closed_at: '2026-01-31T09:30:00.000Z',
        comments: [],
      },
    ],
  });
export type ImportedIssue = z.output<typeof ImportedIssue>;

const ImportedLabel = z
  .object({ name: knownLabelName, color, description: kept(0, 1000).nullable().describe('What it is for') })
  .meta({
    id: 'ImportedLabel',
    description: 'A label of another tracker',
    examples: [{ name: 'bug', color: '#d73a4a', description: null }],
  });
export type ImportedLabel = z.output<typeof ImportedLabel>;

export const ImportIssues = z
  .object({
    source: key(SOURCE, 'Must look like github:owner/name').describe(
      'The tracker that the issues come from: the kind of site, a colon, and the project there',
    ),
    labels: z.array(ImportedLabel).max(1000).describe('What labels look like that are not here yet'),
    issues: z.array(ImportedIssue).max(100).describe('Some of the issues: an import may be sent in parts'),
    project: projectKey
      .describe(
        'The key of the project that they come into, which is made when it is not there; the main one when left out',
      )
      .optional(),
    when_taken: z
      .enum(['renumber', 'leave'])
      .default('renumber')
      .describe('What to do with an issue whose number is taken in the project'),
  })
  .meta({
    id: 'ImportIssues',
    description: 'Issues of another tracker',
    examples: [{ source: 'github:tlswg/tls13-spec', labels: [], issues: [] }],
  });
export type ImportIssues = z.output<typeof ImportIssues>;

export const ImportResult = z
  .object({
    created: z.int().describe('Issues that were added'),
    skipped: z.int().describe('Issues that were imported before'),
    left: z.array(z.int()).describe('Numbers of the issues that were left, as `when_taken` says'),
    renumbered: z.int().describe('Added issues whose number was taken in the project'),
    comments: z.int().describe('Comments that were added'),
    users: z.int().describe('Accounts that were added; they cannot sign in until an admin sets a password'),
    labels: z.int().describe('Labels that were added'),
  })
  .meta({
    id: 'ImportResult',
    description: 'What an import added',
    examples: [{ created: 2, skipped: 0, left: [], renumbered: 0, comments: 5, users: 3, labels: 1 }],
  });
export type ImportResult = z.output<typeof ImportResult>;
