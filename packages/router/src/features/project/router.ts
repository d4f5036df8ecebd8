import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { deleteProject } from './commands/delete.ts';
import { addMember, removeMember, updateMember } from './commands/members.ts';
import { updateProject } from './commands/update.ts';
import { createProject } from './flows/create.ts';
import { getProject, listProjects } from './queries/get.ts';
import { listMembers } from './queries/members.ts';
import {
  AddMember,
  CreateProject,
  GetMember,
  GetProject,
  ListMembers,
  ListProjects,
  Project,
  ProjectMember,
  ProjectMemberPage,
  ProjectPage,
  UpdateMember,
  UpdateProject,
} from './schema.ts';

export const project = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /projects',
    tag: 'Projects',
    operationId: 'listProjects',
    summary: 'List projects',
    description: 'The projects that you see, by key.',
    input: ListProjects,
    output: ProjectPage,
    run: listProjects,
  }),

  create: flow({
    access: signedIn('issues:write'),
    route: 'POST /projects',
    tag: 'Projects',
    operationId: 'createProject',
    summary: 'Create a project',
    description: 'Every user may where PROJECT_CREATION says so, else admins. Who creates it manages it.',
    status: 201,
    location: '/projects/{id}',
    errors: ['forbidden', 'project_key_taken'],
    takesKey: true,
    input: CreateProject,
    output: Project,
    run: createProject,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /projects/{project}',
    tag: 'Projects',
    operationId: 'getProject',
    summary: 'Get a project',
    description: 'One project by id, or by a key that it has or had.',
    errors: ['project_not_found'],
    input: GetProject,
    output: Project,
    run: (db, input) => getProject(db, input.project),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /projects/{project}',
    tag: 'Projects',
    operationId: 'updateProject',
    summary: 'Update a project',
    description:
      'Changes the fields that are sent. Its managers and admins may. A former key leads to it for ever; an archived project can only be read.',
    errors: ['forbidden', 'project_not_found', 'project_key_taken'],
    input: UpdateProject,
    stored: (db, input) => getProject(db, input.project),
    output: Project,
    run: updateProject,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /projects/{project}',
    tag: 'Projects',
    operationId: 'deleteProject',
    summary: 'Delete a project',
    description: 'Its managers and admins may, as long as it has no issues and labels.',
    status: 204,
    errors: ['forbidden', 'project_not_found', 'project_not_empty', 'main_project'],
    input: GetProject,
    output: z.null(),
    run: deleteProject,
  }),

  members: query({
    access: signedIn('issues:read'),
    route: 'GET /projects/{project}/members',
    tag: 'Projects',
    operationId: 'listMembers',
    summary: 'List the members of a project',
    description: 'One page of members, the oldest first.',
    errors: ['project_not_found'],
    input: ListMembers,
    output: ProjectMemberPage,
    run: listMembers,
  }),

  addMember: command({
    access: signedIn('issues:write'),
    route: 'POST /projects/{project}/members',
    tag: 'Projects',
    operationId: 'addMember',
    summary: 'Add somebody to a project',
    description: 'Its managers and admins may.',
    status: 201,
    errors: ['forbidden', 'project_not_found', 'member_exists'],
    input: AddMember,
    output: ProjectMember,
    run: addMember,
  }),

  updateMember: command({
    access: signedIn('issues:write'),
    route: 'PATCH /projects/{project}/members/{user_id}',
    tag: 'Projects',
    operationId: 'updateMember',
    summary: 'Change the role of a member',
    description: 'Its managers and admins may. A private project keeps a manager.',
    errors: ['forbidden', 'project_not_found', 'member_not_found', 'last_manager'],
    input: UpdateMember,
    output: ProjectMember,
    run: updateMember,
  }),

  removeMember: command({
    access: signedIn('issues:write'),
    route: 'DELETE /projects/{project}/members/{user_id}',
    tag: 'Projects',
    operationId: 'removeMember',
    summary: 'Take a member out of a project',
    description: 'Its managers and admins may, and every member oneself. A private project keeps a manager.',
    status: 204,
    errors: ['forbidden', 'project_not_found', 'member_not_found', 'last_manager'],
    input: GetMember,
    output: z.null(),
    run: removeMember,
  }),
};
