import { z } from 'zod';
import { key, line, pageInput, pageOf, prose, seenVersion, timestamp, uuid, version } from '../../core/schema.ts';
import { exampleUser, UserSummary, userKey } from '../user/schema.ts';

export const exampleProject = { id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c17', key: 'WEB', name: 'Website' };

/** Projects are addressed by id or by key, also by one that they had before. */
export const projectKey = key(
  /^(?:[a-zA-Z][a-zA-Z0-9]{1,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the key of a project, such as WEB, or its id',
)
  .describe('The id of a project, or its key in any case')
  .meta({ examples: ['WEB'] });

/** A project, as its issues show it. */
export const ProjectSummary = z
  .object({
    id: uuid,
    key: z.string().describe('What the keys of its issues begin with'),
    name: z.string().describe('What it is called'),
  })
  .meta({ id: 'ProjectSummary', description: 'A project in short', examples: [exampleProject] });

export type ProjectSummary = z.output<typeof ProjectSummary>;

const newKey = key(/^[a-zA-Z][a-zA-Z0-9]{1,9}$/, 'Must be 2 to 10 letters and digits, of which the first is a letter')
  .toUpperCase()
  .describe('What the keys of its issues begin with: 2 to 10 letters and digits, in upper case')
  .meta({ examples: ['WEB'] });

const name = line(1, 100)
  .describe('What it is called')
  .meta({ examples: ['Website'] });

const description = prose(0, 2000)
  .describe('What it is about')
  .meta({ examples: ['All that customers see'] });

export const projectVisibility = z
  .enum(['internal', 'private'])
  .meta({ id: 'ProjectVisibility', description: 'Who sees it: every user, or its members', examples: ['internal'] });

export const projectRole = z
  .enum(['viewer', 'member', 'manager'])
  .meta({ id: 'ProjectRole', description: 'What somebody is in a project', examples: ['member'] });

export const Project = z
  .object({
    ...ProjectSummary.shape,
    description: z.string().nullable().describe('What it is about'),
    visibility: projectVisibility,
    my_role: projectRole.nullable().describe('What you are in it; null: you are no member'),
    open_issues: z.int().describe('Issues that are open or in progress'),
    closed_issues: z.int().describe('Issues that are closed'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
    archived_at: timestamp.nullable().describe('Since then it can only be read; null: it is in use'),
  })
  .meta({
    id: 'Project',
    description: 'A project: issues that belong together, and who sees them',
    examples: [
      {
        ...exampleProject,
        description: 'All that customers see',
        visibility: 'internal',
        my_role: 'manager',
        open_issues: 12,
        closed_issues: 30,
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
        archived_at: null,
      },
    ],
  });
export type Project = z.output<typeof Project>;

export const ProjectPage = pageOf(Project, { id: 'ProjectPage', description: 'One page of projects, by key' });

export const ListProjects = z.object({
  ...pageInput,
  is_archived: z
    .boolean()
    .describe('`true`: those that are archived; `false`: the others')
    .meta({ examples: [false] })
    .optional(),
});

export const CreateProject = z
  .object({
    key: newKey,
    name,
    description: description.nullable().optional(),
    visibility: projectVisibility.default('internal'),
  })
  .meta({ id: 'CreateProject', description: 'A new project', examples: [{ key: 'WEB', name: 'Website' }] });

export const GetProject = z.object({ project: projectKey });

export const UpdateProject = z
  .object({
    project: projectKey,
    key: newKey.optional(),
    name: name.optional(),
    description: description.nullable().optional(),
    visibility: projectVisibility.optional(),
    is_archived: z.boolean().describe('`true`: it can only be read from now on').optional(),
    version: seenVersion.optional(),
  })
  .meta({
    id: 'UpdateProject',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ name: 'Website and shop' }],
  });

export const ProjectMember = z.object({ user: UserSummary, role: projectRole, created_at: timestamp }).meta({
  id: 'ProjectMember',
  description: 'Somebody in a project',
  examples: [{ user: exampleUser, role: 'member', created_at: '2026-01-31T09:30:00.000Z' }],
});
export type ProjectMember = z.output<typeof ProjectMember>;

export const ProjectMemberPage = pageOf(ProjectMember, {
  id: 'ProjectMemberPage',
  description: 'One page of members, the oldest first',
});

export const ListMembers = z.object({ project: projectKey, ...pageInput });

export const AddMember = z
  .object({ project: projectKey, user: userKey, role: projectRole.default('member') })
  .meta({ id: 'AddMember', description: 'Whom to add, and as what', examples: [{ user: 'ada', role: 'member' }] });

const memberKey = z.object({ project: projectKey, user_id: userKey });

export const UpdateMember = memberKey
  .extend({ role: projectRole.optional() })
  .meta({ id: 'UpdateMember', description: 'What to be from now on', examples: [{ role: 'manager' }] });

export const GetMember = memberKey;

export type ListProjects = z.output<typeof ListProjects>;
export type CreateProject = z.output<typeof CreateProject>;
export type UpdateProject = z.output<typeof UpdateProject>;
export type ListMembers = z.output<typeof ListMembers>;
export type AddMember = z.output<typeof AddMember>;
export type UpdateMember = z.output<typeof UpdateMember>;
export type GetMember = z.output<typeof GetMember>;
