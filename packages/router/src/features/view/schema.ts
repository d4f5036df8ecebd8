import { z } from 'zod';
import { name, pageInput, pageOf, seenVersion, timestamp, uuid, version } from '../../core/schema.ts';
import { issueQuery, ListIssues } from '../issue/schema/list.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';
import { exampleUser, UserSummary } from '../user/schema.ts';

const viewName = name(1, 100)
  .describe('What it is called')
  .meta({ examples: ['My open bugs'] });

const query = issueQuery
  .describe('What it finds, in the language of docs/search.md; `@me` is whoever runs it')
  .meta({ examples: ['is:open label:bug assignee:@me'] });

const sort = ListIssues.shape.sort.unwrap().describe('Its order, where the query names none; null: newest first');

export const View = z
  .object({
    id: uuid,
    project: ProjectSummary.nullable().describe('The project whose issues it is about; null: of all, or private'),
    is_shared: z.boolean().describe('Whether others see it: who sees its project, or everybody where it has none'),
    owner: UserSummary.describe('Who made it'),
    name: z.string().describe('What it is called'),
    query: z.string().describe('What it finds'),
    sort: z.string().nullable().describe('Its order; null: as the query says, or newest first'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({
    id: 'View',
    description: 'A query that is kept under a name',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c1b',
        project: exampleProject,
        is_shared: true,
        owner: exampleUser,
        name: 'My open bugs',
        query: 'is:open label:bug assignee:@me',
        sort: 'updated-desc',
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type View = z.output<typeof View>;

export const ViewPage = pageOf(View, { id: 'ViewPage', description: 'One page of views, by name' });

export const ListViews = z.object({
  ...pageInput,
  project: projectKey.describe('Those of this project').optional(),
});
export type ListViews = z.output<typeof ListViews>;

export const CreateView = z
  .object({
    name: viewName,
    query,
    sort: sort.nullable().optional(),
    project: projectKey
      .describe('The id or the key of the project that it is of: who sees that sees it. None when null or left out')
      .nullable()
      .optional(),
    is_shared: z
      .boolean()
      .describe('Of no project, `true`: everybody sees it, which admins may make so. Otherwise it is yours alone')
      .optional(),
  })
  .meta({
    id: 'CreateView',
    description: 'A new view',
    examples: [{ name: 'My open bugs', query: 'is:open label:bug assignee:@me' }],
  });
export type CreateView = z.output<typeof CreateView>;

export const GetView = z.object({ id: uuid.describe('The id of the view') });

export const UpdateView = z
  .object({
    ...GetView.shape,
    name: viewName.optional(),
    query: query.optional(),
    sort: sort.nullable().optional(),
    version: seenVersion,
  })
  .meta({
    id: 'UpdateView',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ query: 'is:open label:bug' }],
  });
export type UpdateView = z.output<typeof UpdateView>;

export const RunView = ListIssues.omit({ q: true, in_bin: true }).extend(GetView.shape);
export type RunView = z.output<typeof RunView>;
