import type { Facts } from '@docket/kit/world';
import { type Cases, type Failure, NOWHERE, ownerOrAdmin, signedIn } from './row.ts';

const id = ({ webhook }: Facts) => ({ id: webhook.id });

/** Whoever does not manage it is refused, and what is not there is not found. */
function refused(more: object = {}): [Failure, Failure] {
  return [
    { as: 'bob', input: (world: Facts) => ({ ...id(world), ...more }), code: 'forbidden' },
    { as: 'root', input: { id: NOWHERE, ...more }, code: 'webhook_not_found' },
  ];
}

const url = 'https://hooks.example.org';

export const webhook: Cases<'webhook'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'ada', input: {} },
      { as: 'ada', input: { project: 'web' } },
      { as: 'bob', input: { project: 'WEB' } },
    ],
    fails: [{ as: 'ada', input: { project: '' }, code: 'validation_failed' }],
  },
  create: {
    may: { ...ownerOrAdmin, script: 'user_required' },
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { url, project: 'WEB', query: 'label:bug', events: ['issue.*', 'comment.created'] },
        events: [['webhook.created', 'new']],
      },
      { as: 'root', input: { url: 'http://hooks.example.org/all' }, events: [['webhook.created', 'new']] },
    ],
    fails: [
      { as: 'ada', input: { url }, code: 'forbidden' },
      { as: 'bob', input: { url, project: 'WEB' }, code: 'forbidden' },
      { as: 'ada', input: { url, project: 'NONE' }, code: 'validation_failed' },
      { as: 'ada', input: { url: 'ftp://hooks.example.org', project: 'WEB' }, code: 'validation_failed' },
      { as: 'ada', input: { url: 'https://ada:x@hooks.example.org', project: 'WEB' }, code: 'validation_failed' },
      { as: 'ada', input: { url, project: 'WEB', query: 'lable:bug' }, code: 'validation_failed' },
      { as: 'ada', input: { url, project: 'WEB', events: ['issue.painted'] }, code: 'validation_failed' },
    ],
    attack: ({ name }) => ({ url: `https://${name}.example.org` }),
  },
  get: {
    may: ownerOrAdmin,
    scope: 'issues:read',
    succeeds: [{ as: 'ada', input: id }],
    fails: refused(),
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...id(world), url: `${url}/else`, query: 'is:open', events: ['label.*'] }),
        events: [['webhook.updated', 'webhook']],
      },
      {
        as: 'root',
        input: (world: Facts) => ({ ...id(world), is_active: false }),
        events: [['webhook.updated', 'webhook']],
      },
    ],
    fails: [
      ...refused({ is_active: false }),
      {
        as: 'ada',
        input: (world: Facts) => ({ ...id(world), url: 'https://x@hooks.example.org' }),
        code: 'validation_failed',
      },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: id, events: [['webhook.deleted', 'webhook']] }],
    fails: refused(),
  },
  rotate: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: id, events: [['webhook.rotated', 'webhook']] }],
    fails: refused(),
  },
  ping: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: id }],
    fails: refused(),
  },
  deliveries: {
    may: ownerOrAdmin,
    scope: 'issues:read',
    succeeds: [
      { as: 'ada', input: id },
      { as: 'root', input: (world: Facts) => ({ ...id(world), state: 'failed', limit: 1 }) },
    ],
    fails: refused(),
  },
  redeliver: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: ({ delivery }) => ({ id: delivery.id }) }],
    fails: [
      { as: 'bob', input: ({ delivery }: Facts) => ({ id: delivery.id }), code: 'forbidden' },
      { as: 'root', input: { id: NOWHERE }, code: 'delivery_not_found' },
    ],
  },
  replay: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: (world: Facts) => ({ ...id(world), since: world.position }) }],
    fails: [
      ...refused({ since: '0123456789abcdef.1' }),
      { as: 'ada', input: (world: Facts) => ({ ...id(world), since: 'yesterday' }), code: 'validation_failed' },
      {
        as: 'ada',
        input: (world: Facts) => ({ ...id(world), since: '0123456789abcdef.1' }),
        code: 'validation_failed',
      },
    ],
  },
};
