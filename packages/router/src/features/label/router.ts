import { z } from 'zod';
import { adminOnly, signedIn } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { createLabel, updateLabel } from './commands.ts';
import { deleteLabel } from './flows.ts';
import { getLabel, listLabels } from './queries.ts';
import { CreateLabel, GetLabel, Label, LabelPage, ListLabels, UpdateLabel } from './schema.ts';

export const label = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /labels',
    tag: 'Labels',
    operationId: 'listLabels',
    summary: 'List labels',
    description: 'One page of labels, by name.',
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
    description: 'Any signed-in user may.',
    status: 201,
    location: '/labels/{id}',
    errors: ['label_taken'],
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
    access: adminOnly,
    route: 'PATCH /labels/{id}',
    tag: 'Labels',
    operationId: 'updateLabel',
    summary: 'Update a label',
    description: 'Changes the fields that are sent, on every issue that has the label. Admins only.',
    errors: ['label_not_found', 'label_taken'],
    input: UpdateLabel,
    stored: (db, { id }) => getLabel(db, id),
    output: Label,
    run: updateLabel,
  }),

  delete: flow({
    access: adminOnly,
    route: 'DELETE /labels/{id}',
    tag: 'Labels',
    operationId: 'deleteLabel',
    summary: 'Delete a label',
    description: 'Takes it off every issue. Admins only.',
    status: 204,
    errors: ['label_not_found'],
    takesKey: true,
    input: GetLabel,
    output: z.null(),
    run: deleteLabel,
  }),
};
