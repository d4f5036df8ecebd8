import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, query } from '../../procedures/procedure.ts';
import { IssueList } from '../issue/schema/list.ts';
import { createView } from './commands/create.ts';
import { deleteView } from './commands/delete.ts';
import { updateView } from './commands/update.ts';
import { getView } from './queries/get.ts';
import { listViews } from './queries/list.ts';
import { runView } from './queries/run.ts';
import { CreateView, GetView, ListViews, RunView, UpdateView, View, ViewPage } from './schema.ts';

export const view = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /views',
    tag: 'Views',
    operationId: 'listViews',
    summary: 'List views',
    description: 'One page of views, by name: your own, those of all, and those of the projects that you see.',
    input: ListViews,
    output: ViewPage,
    run: listViews,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /views',
    tag: 'Views',
    operationId: 'createView',
    summary: 'Create a view',
    description:
      'Keeps a query under a name: for yourself, for a project where you may create issues, or, as an admin, for all.',
    status: 201,
    location: '/views/{id}',
    errors: ['forbidden', 'project_archived', 'user_required'],
    input: CreateView,
    output: View,
    run: createView,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /views/{id}',
    tag: 'Views',
    operationId: 'getView',
    summary: 'Get a view',
    description: 'One view by id.',
    errors: ['view_not_found'],
    input: GetView,
    output: View,
    run: (db, { id }, { actor }) => getView(db, id, actor),
  }),

  issues: query({
    access: signedIn('issues:read'),
    route: 'GET /views/{id}/issues',
    tag: 'Views',
    operationId: 'listIssuesOfView',
    summary: 'List the issues of a view',
    description: 'The issues that its query finds for you, as a list of issues has them. Filters narrow it.',
    errors: ['view_not_found'],
    input: RunView,
    output: IssueList,
    run: runView,
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /views/{id}',
    tag: 'Views',
    operationId: 'updateView',
    summary: 'Update a view',
    description:
      'Changes the fields that are sent. Its owner may, whoever manages its project, and admins what is of all.',
    errors: ['forbidden', 'view_not_found', 'project_archived'],
    input: UpdateView,
    stored: (db, { id }, { actor }) => getView(db, id, actor),
    output: View,
    run: updateView,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /views/{id}',
    tag: 'Views',
    operationId: 'deleteView',
    summary: 'Delete a view',
    description: 'Its owner may, whoever manages its project, and admins what is of all.',
    status: 204,
    errors: ['forbidden', 'view_not_found', 'project_archived'],
    input: GetView,
    output: z.null(),
    run: deleteView,
  }),
};
