import { z } from 'zod';
import {
  date,
  line,
  name,
  pageInput,
  pageOf,
  prose,
  seenVersion,
  timestamp,
  uuid,
  version,
} from '../../core/schema.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';

/** What an issue names its milestone by. */
export const milestoneName = line(1, 100)
  .describe('The id of a milestone, or its title in the project')
  .meta({ examples: ['1.0'] });

const title = name(1, 100)
  .describe('What it is called; upper and lower case are the same')
  .meta({ examples: ['1.0'] });

const description = prose(0, 2000)
  .describe('What it is about')
  .meta({ examples: ['The first release'] });

const dueOn = date().describe('The day when it is due');

const state = z.enum(['open', 'closed']).meta({
  id: 'MilestoneState',
  description: 'Whether it is still worked on. A closed one keeps its issues, and takes more',
  examples: ['open'],
});

const exampleMilestone = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18',
  title: '1.0',
  due_on: '2026-03-31',
  state: 'open' as const,
};

/** A milestone, as its issues show it. */
export const MilestoneSummary = z
  .object({
    id: uuid,
    title: z.string().describe('What it is called'),
    due_on: z.string().nullable().describe('The day when it is due'),
    state,
  })
  .meta({ id: 'MilestoneSummary', description: 'A milestone in short', examples: [exampleMilestone] });
export type MilestoneSummary = z.output<typeof MilestoneSummary>;

export const Milestone = z
  .object({
    ...MilestoneSummary.shape,
    project: ProjectSummary,
    description: z.string().nullable().describe('What it is about'),
    open_issues: z.int().describe('Its issues that are open or in progress'),
    closed_issues: z.int().describe('Its issues that are closed'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
    closed_at: timestamp.nullable().describe('Null: it is not closed'),
  })
  .meta({
    id: 'Milestone',
    description: 'Issues of a project that are to be done together, and by when',
    examples: [
      {
        ...exampleMilestone,
        project: exampleProject,
        description: 'The first release',
        open_issues: 2,
        closed_issues: 3,
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
        closed_at: null,
      },
    ],
  });
export type Milestone = z.output<typeof Milestone>;

export const MilestonePage = pageOf(Milestone, {
  id: 'MilestonePage',
  description: 'One page of milestones, by title',
});

export const ListMilestones = z.object({ ...pageInput, project: projectKey.optional(), state: state.optional() });

export const CreateMilestone = z
  .object({
    title,
    description: description.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    project: projectKey.describe('The id or the key of its project; the main one when left out').optional(),
  })
  .meta({ id: 'CreateMilestone', description: 'A new milestone', examples: [{ title: '1.0', due_on: '2026-03-31' }] });

export const GetMilestone = z.object({ id: uuid.describe('The id of the milestone') });

export const UpdateMilestone = z
  .object({
    ...GetMilestone.shape,
    title: title.optional(),
    description: description.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    state: state.optional(),
    version: seenVersion,
  })
  .meta({
    id: 'UpdateMilestone',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ state: 'closed' }],
  });

export type ListMilestones = z.output<typeof ListMilestones>;
export type CreateMilestone = z.output<typeof CreateMilestone>;
export type UpdateMilestone = z.output<typeof UpdateMilestone>;
