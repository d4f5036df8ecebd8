import { type Cases, signedIn } from './row.ts';

export const search: Cases<'search'> = {
  issues: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { q: 'crash' } },
      { as: 'bob', input: { q: 'crash is:open label:bug', tags: ['Bug'], size: 1 } },
      { as: 'bob', input: { q: '(author:ada OR commenter:@me) -label:nope created:>=2026-01-01', page: 1, limit: 5 } },
      { as: 'bob', input: { q: '(mentions:@me OR involves:ada) -mentions:grace' } },
      { as: 'bob', input: { q: 'MAIN-1' } },
      { as: 'bob', input: { q: '登录 sort:updated' } },
    ],
    fails: [
      { as: 'bob', input: { q: 'colour:red' }, code: 'validation_failed' },
      { as: 'bob', input: { q: 'ab' }, code: 'validation_failed' },
      { as: 'bob', input: { q: 'a'.repeat(51) }, code: 'validation_failed' },
      { as: 'bob', input: { q: 'crash (' }, code: 'validation_failed' },
      { as: 'bob', input: { q: 'crash', cursor: 'made up' }, code: 'validation_failed' },
      { as: 'bob', input: {}, code: 'validation_failed' },
    ],
  },
};
