import { type Cases, NOWHERE, signedIn } from './row.ts';

export const event: Cases<'event'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { type: ['issue.*', 'comment.created'], sort: 'position-asc', size: 2 } },
      { as: 'root', input: {} },
      { as: 'ada', input: { issue: '1', actor: 'me', limit: 5 } },
      { as: 'bob', input: { project: ['WEB', 'main'] } },
      { as: 'bob', input: { actor: 'nobody[bot]' } },
      { as: 'bob', input: { type: ['session.started'] } },
    ],
    fails: [
      { as: 'bob', input: { issue: '99' }, code: 'issue_not_found' },
      { as: 'bob', input: { type: ['issue.painted'] }, code: 'validation_failed' },
      { as: 'bob', input: { cursor: '0123456789abcdef.1' }, code: 'validation_failed' },
      { as: 'bob', input: { cursor: 'made up' }, code: 'validation_failed' },
    ],
  },
  stream: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: ({ position }) => ({ cursor: position, follow: false }) },
      { as: 'root', input: ({ position }) => ({ cursor: position, type: ['label.*'], actor: 'ada', follow: false }) },
      { as: 'ada', input: ({ position }) => ({ cursor: position, issue: '1', project: ['MAIN'], follow: false }) },
      { as: 'bob', input: { actor: 'nobody[bot]', follow: false } },
    ],
    fails: [
      { as: 'bob', input: { issue: '99' }, code: 'issue_not_found' },
      { as: 'bob', input: { type: ['issue.painted'] }, code: 'validation_failed' },
      { as: 'bob', input: { cursor: '0123456789abcdef.1' }, code: 'validation_failed' },
      { as: 'bob', input: { cursor: 'made up' }, code: 'validation_failed' },
    ],
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ event: { id } }) => ({ id }) }],
    fails: [
      { as: 'bob', input: { id: NOWHERE }, code: 'event_not_found' },
      { as: 'bob', input: { id: '1' }, code: 'validation_failed' },
    ],
  },
};
