import { z } from 'zod';

const Made = z
  .object({
    users: z.array(z.string()).describe('Names of the accounts'),
    logins: z
      .array(z.string())
      .describe('What the people of these accounts are called at the source, in the same order'),
    labels: z.array(z.string()).describe('Names of the labels'),
    milestones: z.array(z.string()).describe('Titles of the milestones'),
    project: z.string().nullable().describe('The key of the project; null: it was there'),
  })
  .meta({
    id: 'ImportedBeside',
    description: 'What was added beside issues and comments, by name',
    examples: [{ users: ['Ada', 'Bob'], logins: ['ada', 'bob'], labels: ['bug'], milestones: ['1.0'], project: null }],
  });

export const ImportResult = z
  .object({
    created: z.int().describe('Issues that were added'),
    skipped: z.int().describe('Issues that were imported before'),
    known: z
      .array(z.string())
      .describe('What these are called at the source: their `id`, or their number where they have none'),
    left: z.array(z.string()).describe('What the issues are called that were left, as `when_taken` says'),
    dropped_keys: z
      .array(z.string())
      .describe('Former keys that lead nowhere here: their project is not here, or the number is taken in it'),
    renumbered: z.int().describe('Added issues whose number is not kept: it is taken in the project, or far too high'),
    comments: z.int().describe('Comments that were added'),
    users: z.int().describe('Accounts that were added; they cannot sign in until they are invited'),
    labels: z.int().describe('Labels that were added'),
    milestones: z.int().describe('Milestones that were added'),
    made: Made,
  })
  .meta({
    id: 'ImportResult',
    description: 'What an import added, or would add',
    examples: [
      {
        created: 2,
        skipped: 0,
        known: [],
        left: [],
        dropped_keys: [],
        renumbered: 0,
        comments: 5,
        users: 2,
        labels: 1,
        milestones: 1,
        made: { users: ['Ada', 'Bob'], logins: ['ada', 'bob'], labels: ['bug'], milestones: ['1.0'], project: null },
      },
    ],
  });
export type ImportResult = z.output<typeof ImportResult>;
