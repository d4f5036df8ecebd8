import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { createLabel } from './commands/create.ts';
import { updateLabel } from './commands/update.ts';
import { deleteLabel } from './flows.ts';
import { getLabel } from './queries/get.ts';
import { listLabels } from './queries/list.ts';
import { CreateLabel, GetLabel, Label, LabelPage, ListLabels, UpdateLabel } from './schema.ts';

export const label = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /labels',
    tag: 'Labels',
    operationId: 'listLabels',
    summary: 'List labels',
    description: 'One page of labels, by name: those of all projects, and of the projects that you see.',
    input: ListLabels,
    output: LabelPage,
    run: listLabels,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /labels',
    tag: 'Labels',
    operationId: 'createLabel',
    summary: 'Create a label',
    description: 'For all projects any signed-in user may, for one of them whoever manages it.',
    status: 201,
    location: '/labels/{id}',
    errors: ['forbidden', 'label_taken', 'project_archived'],
    input: CreateLabel,
    output: Label,
    run: createLabel,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /labels/{id}',
    tag: 'Labels',
    operationId: 'getLabel',
    summary: 'Get a label',
    description: 'One label by id.',
    errors: ['label_not_found'],
    input: GetLabel,
    output: Label,
    run: (db, { id }) => getLabel(db, id),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /labels/{id}',
    tag: 'Labels',
    operationId: 'updateLabel',
    summary: 'Update a label',
    description:
      'Changes the fields that are sent, on every issue that has the label. Admins may, and whoever manages its project.',
    errors: ['forbidden', 'label_not_found', 'label_taken', 'project_archived'],
    input: UpdateLabel,
    stored: (db, { id }) => getLabel(db, id),
    output: Label,
    run: updateLabel,
  }),

  delete: flow({
    access: signedIn('issues:write'),
    route: 'DELETE /labels/{id}',
    tag: 'Labels',
    operationId: 'deleteLabel',
    summary: 'Delete a label',
    description: 'Takes it off every issue. Admins may, and whoever manages its project.',
    status: 204,
    errors: ['forbidden', 'label_not_found', 'project_archived'],
    takesKey: true,
    input: GetLabel,
    output: z.null(),
    run: deleteLabel,
  }),
};
