import { type Cases, signedIn } from './row.ts';

export const sync: Cases<'sync'> = {
  bootstrap: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: {} },
      { as: 'root', input: { projects: ['WEB', 'main'] } },
      { as: 'ada', input: { since: '2026-01-01T00:00:00+01:00' } },
      { as: 'bob', input: { projects: ['NONE'] } },
    ],
    fails: [
      { as: 'bob', input: { projects: ['not a key'] }, code: 'validation_failed' },
      { as: 'bob', input: { since: 'yesterday' }, code: 'validation_failed' },
    ],
  },
  changes: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: ({ position }) => ({ cursor: position }) },
      { as: 'root', input: ({ position }) => ({ cursor: position, projects: ['WEB', 'main'], limit: 2 }) },
      { as: 'ada', input: ({ position }) => ({ cursor: position, schema: 0 }) },
      { as: 'bob', input: { cursor: '0123456789abcdef.1' } },
    ],
    fails: [
      { as: 'bob', input: {}, code: 'validation_failed' },
      { as: 'bob', input: { cursor: 'made up' }, code: 'validation_failed' },
      { as: 'bob', input: { cursor: '0123456789abcdef.1', limit: 501 }, code: 'validation_failed' },
    ],
  },
  stream: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: ({ position }) => ({ cursor: position, follow: false }) },
      { as: 'root', input: ({ position }) => ({ cursor: position, projects: ['WEB'], follow: false }) },
      { as: 'ada', input: { projects: ['NONE'], follow: false } },
    ],
    fails: [
      { as: 'bob', input: { cursor: '0123456789abcdef.1' }, code: 'validation_failed' },
      { as: 'bob', input: { cursor: 'made up' }, code: 'validation_failed' },
      { as: 'bob', input: { projects: ['not a key'] }, code: 'validation_failed' },
    ],
  },
};
