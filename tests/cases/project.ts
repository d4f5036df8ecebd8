import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, ownerOrAdmin, signedIn } from './row.ts';

const web = ({ project }: Facts) => ({ project: project.id });
const member = ({ project, users: { bob } }: Facts) => ({ project: project.key, user_id: bob.user.id });

export const project: Cases<'project'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: {} },
      { as: 'ada', input: { is_archived: false } },
    ],
    fails: [{ as: 'anonymous', input: {}, code: 'unauthenticated' }],
  },
  create: {
    may: signedIn,
    scope: 'issues:write',
    succeeds: [{ as: 'bob', input: { key: 'ops', name: 'Operations' }, events: [['project.created', 'new']] }],
    fails: [
      { as: 'bob', input: { key: 'WEB', name: 'Another' }, code: 'project_key_taken' },
      { as: 'bob', input: { key: 'W-B', name: 'Another' }, code: 'validation_failed' },
    ],
    attack: ({ name }) => ({ key: `K${name.replace(/\W/g, '').slice(-8)}`, name }),
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { project: 'web' } },
      { as: 'ada', input: web },
    ],
    fails: [
      { as: 'bob', input: { project: NOWHERE }, code: 'project_not_found' },
      { as: 'bob', input: { project: 'NONE' }, code: 'project_not_found' },
    ],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...web(world), name: 'Shop', description: 'All that is sold' }),
        events: [['project.updated', 'project']],
      },
    ],
    fails: [
      { as: 'bob', input: (world: Facts) => ({ ...web(world), name: 'Shop' }), code: 'forbidden' },
      { as: 'ada', input: (world: Facts) => ({ ...web(world), key: 'MAIN' }), code: 'project_key_taken' },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: web, events: [['project.deleted', 'project']] }],
    fails: [
      { as: 'root', input: { project: 'MAIN' }, code: 'main_project' },
      { as: 'ada', input: { project: 'MAIN' }, code: 'forbidden' },
    ],
  },
  members: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: web }],
    fails: [{ as: 'bob', input: { project: 'NONE' }, code: 'project_not_found' }],
  },
  addMember: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...web(world), user: world.users.root.user.id, role: 'viewer' }),
        events: [['project.member_changed', 'project']],
      },
    ],
    fails: [
      { as: 'ada', input: (world: Facts) => ({ ...web(world), user: 'bob' }), code: 'member_exists' },
      { as: 'ada', input: (world: Facts) => ({ ...web(world), user: 'nobody' }), code: 'validation_failed' },
    ],
    attack: async ({ user }) => ({ user: await user() }),
  },
  updateMember: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...member(world), role: 'viewer' }),
        events: [['project.member_changed', 'project']],
      },
    ],
    fails: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...web(world), user_id: NOWHERE, role: 'viewer' }),
        code: 'member_not_found',
      },
    ],
  },
  removeMember: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...web(world), user_id: world.users.ada.user.id }),
        events: [['project.member_changed', 'project']],
      },
    ],
    fails: [{ as: 'ada', input: (world: Facts) => ({ ...web(world), user_id: NOWHERE }), code: 'member_not_found' }],
  },
};
