import { z } from 'zod';
import { name, pageInput, pageOf, seenVersion, timestamp, uuid, version } from '../../../core/schema.ts';
import { priority } from '../../issue/schema/issue.ts';
import { assignees, description, labels, title } from '../../issue/schema/write.ts';
import { Label } from '../../label/schema.ts';
import { exampleProject, ProjectSummary, projectKey } from '../../project/schema.ts';
import { UserSummary } from '../../user/schema.ts';

const templateName = name(1, 100)
  .describe('What it is called; upper and lower case are the same')
  .meta({ examples: ['Bug report'] });

export const Template = z
  .object({
    id: uuid,
    project: ProjectSummary,
    name: z.string().describe('Unique in its project, whatever its case'),
    title: z.string().nullable().describe('The title of new issues; null: they say their own'),
    description: z.string().nullable().describe('The description of new issues; null: they say their own'),
    priority: priority.nullable().describe('How urgent new issues are; null: as without a template'),
    labels: z.array(Label).describe('The labels of new issues, by name'),
    assignees: z.array(UserSummary).describe('Who is to do new issues, if they are active and see the project then'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({
    id: 'Template',
    description: 'What new issues of a project may begin with',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c1d',
        project: exampleProject,
        name: 'Bug report',
        title: null,
        description: 'What did you do?\n\nWhat did you expect?',
        priority: 'high',
        labels: [],
        assignees: [],
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type Template = z.output<typeof Template>;

export const TemplatePage = pageOf(Template, { id: 'TemplatePage', description: 'One page of templates, by name' });

export const ListTemplates = z.object({ project: projectKey, ...pageInput });
export type ListTemplates = z.output<typeof ListTemplates>;

const content = {
  title: title.nullable().optional(),
  description: description.nullable().optional(),
  priority: priority.nullable().describe('How urgent new issues are').optional(),
  labels: labels.optional(),
  assignees: assignees.optional(),
};

export const CreateTemplate = z.object({ project: projectKey, name: templateName, ...content }).meta({
  id: 'CreateTemplate',
  description: 'A new template. New issues say themselves what it leaves out',
  examples: [{ name: 'Bug report', description: 'What did you do?\n\nWhat did you expect?', priority: 'high' }],
});
export type CreateTemplate = z.output<typeof CreateTemplate>;

export const GetTemplate = z.object({ id: uuid.describe('The id of the template') });

export const UpdateTemplate = z
  .object({ ...GetTemplate.shape, name: templateName.optional(), ...content, version: seenVersion })
  .meta({
    id: 'UpdateTemplate',
    description: 'What to change; fields that are left out stay as they are, and null empties one',
    examples: [{ priority: null, labels: [] }],
  });
export type UpdateTemplate = z.output<typeof UpdateTemplate>;
