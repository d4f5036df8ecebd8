import { z } from 'zod';
import { reads, writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { createLabel, deleteLabel, updateLabel } from './commands.ts';
import { getLabel, listLabels } from './queries.ts';
import { CreateLabel, GetLabel, Label, LabelPage, ListLabels, UpdateLabel } from './schema.ts';

const Labels = { tag: 'Labels' } as const;

export const labelRouter = t.router({
  list: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /labels', {
        ...Labels,
        operationId: 'listLabels',
        summary: 'List labels',
        description: 'One page of labels, by name.',
      }),
    )
    .input(ListLabels)
    .output(LabelPage)
    .query(({ ctx, input }) => listLabels(ctx.db, input)),

  create: writes
    .signedIn('issues:write')
    .meta(
      rest('POST /labels', {
        ...Labels,
        operationId: 'createLabel',
        summary: 'Create a label',
        description: 'Any signed-in user may.',
        status: 201,
        location: '/labels/{id}',
        errors: ['label_taken'],
      }),
    )
    .input(CreateLabel)
    .output(Label)
    .mutation(({ ctx, input }) => ctx.db.write((db) => createLabel(db, ctx, input))),

  get: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /labels/{id}', {
        ...Labels,
        operationId: 'getLabel',
        summary: 'Get a label',
        description: 'One label by id.',
        errors: ['label_not_found'],
      }),
    )
    .input(GetLabel)
    .output(Label)
    .query(({ ctx, input }) => getLabel(ctx.db, input.id)),

  update: writes.admin
    .meta(
      rest('PATCH /labels/{id}', {
        ...Labels,
        operationId: 'updateLabel',
        summary: 'Update a label',
        description: 'Changes the fields that are sent, on every issue that has the label. Admins only.',
        errors: ['label_not_found', 'label_taken'],
      }),
    )
    .input(UpdateLabel)
    .output(Label)
    .mutation(({ ctx, input }) => ctx.db.write((db) => updateLabel(db, ctx, input))),

  delete: writes.admin
    .meta(
      rest('DELETE /labels/{id}', {
        ...Labels,
        operationId: 'deleteLabel',
        summary: 'Delete a label',
        description: 'Takes it off every issue. Admins only.',
        status: 204,
        errors: ['label_not_found'],
      }),
    )
    .input(GetLabel)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.db.write((db) => deleteLabel(db, ctx, input))),
});
