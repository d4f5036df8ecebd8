import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, ownerOrAdmin, signedIn } from './row.ts';

const id = ({ template }: Facts) => ({ id: template.id });

export const template: Cases<'template'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { project: 'team' } },
      { as: 'ada', input: { project: 'TEAM', size: 1 } },
    ],
    fails: [
      { as: 'bob', input: { project: 'NOPE' }, code: 'project_not_found' },
      { as: 'anonymous', input: { project: 'TEAM' }, code: 'unauthenticated' },
    ],
  },
  create: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { project: 'web', name: 'Bug', description: 'What did you do?', labels: ['BUG'], assignees: ['bob'] },
        events: [['template.created', 'new']],
      },
      {
        as: 'root',
        input: { project: 'main', name: 'Bug report', title: null, priority: 'high' },
        events: [['template.created', 'new']],
      },
    ],
    fails: [
      { as: 'bob', input: { project: 'WEB', name: 'Bug' }, code: 'forbidden' },
      { as: 'ada', input: { project: 'TEAM', name: 'bug REPORT' }, code: 'template_taken' },
      { as: 'ada', input: { project: 'NOPE', name: 'Bug' }, code: 'project_not_found' },
      { as: 'ada', input: { project: 'WEB', name: 'Bug', labels: ['nope'] }, code: 'validation_failed' },
      { as: 'ada', input: { project: 'WEB', name: 'Bug', title: 'x' }, code: 'validation_failed' },
    ],
    attack: ({ name }) => ({ name }),
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: id }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'template_not_found' }],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...id(world), name: 'Bug', title: 'Bug in …', labels: [], assignees: ['bob'] }),
        events: [['template.updated', 'template']],
      },
    ],
    fails: [
      { as: 'bob', input: (world: Facts) => ({ ...id(world), name: 'Bug' }), code: 'forbidden' },
      { as: 'ada', input: (world: Facts) => ({ ...id(world), assignees: ['nobody'] }), code: 'validation_failed' },
      { as: 'root', input: { id: NOWHERE, name: 'Bug' }, code: 'template_not_found' },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: id, events: [['template.deleted', 'template']] }],
    fails: [
      { as: 'bob', input: id, code: 'forbidden' },
      { as: 'root', input: { id: NOWHERE }, code: 'template_not_found' },
    ],
  },
};
