import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, query } from '../../procedures/procedure.ts';
import { createTemplate } from './commands/create.ts';
import { deleteTemplate } from './commands/delete.ts';
import { updateTemplate } from './commands/update.ts';
import { getTemplate } from './queries/get.ts';
import { listTemplates } from './queries/list.ts';
import {
  CreateTemplate,
  GetTemplate,
  ListTemplates,
  Template,
  TemplatePage,
  UpdateTemplate,
} from './schema/template.ts';

export const template = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /projects/{project}/templates',
    tag: 'Templates',
    operationId: 'listTemplates',
    summary: 'List the templates of a project',
    description: 'One page of templates, by name.',
    errors: ['project_not_found'],
    input: ListTemplates,
    output: TemplatePage,
    run: listTemplates,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /projects/{project}/templates',
    tag: 'Templates',
    operationId: 'createTemplate',
    summary: 'Create a template',
    description: 'What new issues of the project may begin with. Its managers and admins may.',
    status: 201,
    location: '/templates/{id}',
    errors: ['forbidden', 'project_archived', 'project_not_found', 'template_taken', 'user_required'],
    input: CreateTemplate,
    output: Template,
    run: createTemplate,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /templates/{id}',
    tag: 'Templates',
    operationId: 'getTemplate',
    summary: 'Get a template',
    description: 'One template by id.',
    errors: ['template_not_found'],
    input: GetTemplate,
    output: Template,
    run: (db, { id }) => getTemplate(db, id),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /templates/{id}',
    tag: 'Templates',
    operationId: 'updateTemplate',
    summary: 'Update a template',
    description: 'Changes the fields that are sent; issues stay as they are. Managers of its project and admins may.',
    errors: ['forbidden', 'project_archived', 'template_not_found', 'template_taken', 'user_required'],
    input: UpdateTemplate,
    stored: (db, { id }) => getTemplate(db, id),
    output: Template,
    run: updateTemplate,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /templates/{id}',
    tag: 'Templates',
    operationId: 'deleteTemplate',
    summary: 'Delete a template',
    description: 'Issues that were made of it stay. Managers of its project and admins may.',
    status: 204,
    errors: ['forbidden', 'project_archived', 'template_not_found'],
    input: GetTemplate,
    output: z.null(),
    run: deleteTemplate,
  }),
};
