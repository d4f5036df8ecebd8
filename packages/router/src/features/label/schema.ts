import { z } from 'zod';
import { key, line, name, pageInput, pageOf, prose, seenVersion, timestamp, uuid, version } from '../../core/schema.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';

/** Of a label that may be older than the rules for new names, or come from another tracker. */
export const knownLabelName = line(1, 50)
  .describe('Upper and lower case are the same')
  .meta({ examples: ['bug'] });

const labelName = name(1, 50)
  .describe('Upper and lower case are the same')
  .meta({ examples: ['bug'] });

export const color = key(/^#[0-9a-fA-F]{6}$/, 'Must be "#" and six hexadecimal digits')
  .toLowerCase()
  .describe('"#" and six hexadecimal digits')
  .meta({ examples: ['#d73a4a'] });

const description = prose(0, 200)
  .describe('What it is for')
  .meta({ examples: ['Something does not work'] });

export const Label = z
  .object({
    id: uuid,
    project: ProjectSummary.nullable().describe('Null: it is for the issues of all projects'),
    name: z.string().describe('Unique in its project, whatever its case'),
    color: z.string().describe('"#" and six hexadecimal digits'),
    description: z.string().nullable().describe('What it is for'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({
    id: 'Label',
    description: 'A word to sort issues by',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c12',
        project: exampleProject,
        name: 'bug',
        color: '#d73a4a',
        description: 'Something does not work',
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type Label = z.output<typeof Label>;

export const LabelPage = pageOf(Label, { id: 'LabelPage', description: 'One page of labels' });

export const ListLabels = z.object({
  ...pageInput,
  project: projectKey.describe('What issues of this project can have: its labels, and those of all').optional(),
});

export const CreateLabel = z
  .object({
    name: labelName,
    color: color.default('#ededed'),
    description: description.nullable().optional(),
    project: projectKey
      .describe('The id or the key of the project that it is for; all when it is null or left out')
      .nullable()
      .optional(),
  })
  .meta({ id: 'CreateLabel', description: 'A new label', examples: [{ name: 'bug', color: '#d73a4a' }] });

export const UpdateLabel = z
  .object({
    id: uuid.describe('The id of the label'),
    name: labelName.optional(),
    color: color.optional(),
    description: description.nullable().optional(),
    version: seenVersion,
  })
  .meta({
    id: 'UpdateLabel',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ color: '#d73a4a' }],
  });

export const GetLabel = z.object({ id: uuid.describe('The id of the label') });

export type ListLabels = z.output<typeof ListLabels>;
export type CreateLabel = z.output<typeof CreateLabel>;
export type UpdateLabel = z.output<typeof UpdateLabel>;
