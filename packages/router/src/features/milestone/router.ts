import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { createMilestone } from './commands/create.ts';
import { updateMilestone } from './commands/update.ts';
import { deleteMilestone } from './flows.ts';
import { getMilestone } from './queries/get.ts';
import { listMilestones } from './queries/list.ts';
import { CreateMilestone, GetMilestone, ListMilestones, Milestone, MilestonePage, UpdateMilestone } from './schema.ts';

export const milestone = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /milestones',
    tag: 'Milestones',
    operationId: 'listMilestones',
    summary: 'List milestones',
    description: 'One page of the milestones that you see, by title.',
    input: ListMilestones,
    output: MilestonePage,
    run: listMilestones,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /milestones',
    tag: 'Milestones',
    operationId: 'createMilestone',
    summary: 'Create a milestone',
    description: 'Admins may, and whoever manages the project.',
    status: 201,
    location: '/milestones/{id}',
    errors: ['forbidden', 'milestone_taken', 'project_archived'],
    input: CreateMilestone,
    output: Milestone,
    run: createMilestone,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /milestones/{id}',
    tag: 'Milestones',
    operationId: 'getMilestone',
    summary: 'Get a milestone',
    description: 'One milestone by id.',
    errors: ['milestone_not_found'],
    input: GetMilestone,
    output: Milestone,
    run: (db, { id }) => getMilestone(db, id),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /milestones/{id}',
    tag: 'Milestones',
    operationId: 'updateMilestone',
    summary: 'Update a milestone',
    description: 'Changes the fields that are sent. Admins may, and whoever manages the project.',
    errors: ['forbidden', 'milestone_not_found', 'milestone_taken', 'project_archived'],
    input: UpdateMilestone,
    stored: (db, { id }) => getMilestone(db, id),
    output: Milestone,
    run: updateMilestone,
  }),

  delete: flow({
    access: signedIn('issues:write'),
    route: 'DELETE /milestones/{id}',
    tag: 'Milestones',
    operationId: 'deleteMilestone',
    summary: 'Delete a milestone',
    description: 'Takes it off its issues. Admins may, and whoever manages the project.',
    status: 204,
    errors: ['forbidden', 'milestone_not_found', 'project_archived'],
    takesKey: true,
    input: GetMilestone,
    output: z.null(),
    run: deleteMilestone,
  }),
};
