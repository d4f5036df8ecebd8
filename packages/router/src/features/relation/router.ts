import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, query } from '../../procedures/procedure.ts';
import { createRelation } from './commands/create.ts';
import { deleteRelation } from './commands/delete.ts';
import { listRelations } from './queries/list.ts';
import { CreateRelation, DeleteRelation, ListRelations, Relation, RelationPage } from './schema.ts';

export const relation = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{id}/relations',
    tag: 'Issues',
    operationId: 'listRelations',
    summary: 'List the relations of an issue',
    description: 'What an issue is to others that you see, the oldest relation first.',
    errors: ['issue_not_found'],
    input: ListRelations,
    output: RelationPage,
    run: listRelations,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /issues/{id}/relations',
    tag: 'Issues',
    operationId: 'createRelation',
    summary: 'Relate an issue to another one',
    description:
      'Whoever may edit the issue and sees the other one may. What it is to that already stays as it is. An issue has at most 100 relations.',
    status: 201,
    errors: ['forbidden', 'issue_not_found', 'project_archived'],
    input: CreateRelation,
    output: Relation,
    run: createRelation,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /issues/{id}/relations/{type}/{other}',
    tag: 'Issues',
    operationId: 'deleteRelation',
    summary: 'Delete a relation of an issue',
    description: 'From either side: whoever may edit the issue and sees the other one may.',
    status: 204,
    errors: ['forbidden', 'issue_not_found', 'project_archived', 'relation_not_found'],
    input: DeleteRelation,
    output: z.null(),
    run: deleteRelation,
  }),
};
