import type { Facts } from '@docket/kit/world';
import { adminsOnly, type Cases, NOWHERE, ownerOrAdmin, signedIn, usersOnly } from './row.ts';

/** A UUID of version 4. */
const NEVER_7 = '3f2b6a0e-5c1d-4e8f-9a7b-0c1d2e3f4a5b';

export const issue: Cases<'issue'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { status: ['open', 'closed'], label: ['BUG'], author: 'ada', size: 1 } },
      { as: 'bob', input: { assignee: 'none', priority: ['medium'], limit: 5, page: 3 } },
      { as: 'bob', input: { project: ['main'], status: ['open'], sort: 'updated-asc' } },
      { as: 'bob', input: { created_after: '2026-01-01T00:00:00+01:00', closed_before: '2099-01-01T00:00:00Z' } },
      { as: 'bob', input: { parent: '1', q: 'no:label -parent:99' } },
      { as: 'bob', input: { due_before: '2099-01-01', q: '-due:2026-01-31 no:due', sort: 'due-asc' } },
      { as: 'bob', input: { author: 'ADA@example.org', assignee: 'nobody[bot]' } },
      { as: 'ada', input: { in_bin: true, project: ['team'] } },
      { as: 'bob', input: { q: 'C# -label:bug -reason:not_planned reactions:<9 sort:updated', status: ['open'] } },
    ],
    fails: [
      { as: 'bob', input: { cursor: 'made up' }, code: 'validation_failed' },
      { as: 'bob', input: { status: ['done'] }, code: 'validation_failed' },
      { as: 'bob', input: { project: ['not a key'] }, code: 'validation_failed' },
      { as: 'ada', input: { in_bin: true, status: ['open'] }, code: 'validation_failed' },
      { as: 'bob', input: { sort: 'title-asc' }, code: 'validation_failed' },
      { as: 'bob', input: { due_after: '2026-01-31T00:00:00Z' }, code: 'validation_failed' },
      { as: 'bob', input: { updated_after: 'yesterday' }, code: 'validation_failed' },
      { as: 'bob', input: { q: 'is:done' }, code: 'validation_failed' },
    ],
  },
  export: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: {} },
      { as: 'bob', input: { status: ['open', 'in_progress'], label: ['BUG'], author: 'ada', project: ['main'] } },
      { as: 'bob', input: { assignee: 'none', priority: ['low'], created_after: '2026-01-01T00:00:00+01:00' } },
      { as: 'bob', input: { author: 'nobody[bot]', format: 'json' } },
      { as: 'ada', input: { format: 'json' } },
      { as: 'ada', input: { format: 'json', project: ['main'] } },
      { as: 'ada', input: { project: ['main'] } },
      { as: 'bob', input: { format: 'csv' } },
      { as: 'root', input: { without_ids: true } },
    ],
    fails: [
      { as: 'bob', input: { format: 'xlsx' }, code: 'validation_failed' },
      { as: 'bob', input: { project: ['not a key'] }, code: 'validation_failed' },
      { as: 'anonymous', input: {}, code: 'unauthenticated' },
    ],
  },
  create: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { title: 'Leak', description: 'It leaks', labels: ['Bug'], assignees: ['bob'], parent: '1' },
        events: [['issue.created', 'new']],
      },
      {
        as: 'bob',
        input: {
          ...{ title: 'Leak', description: 'It leaks', due_on: '2027-01-31' },
          id: '01890A5D-AC96-774B-BCCE-B302099A8057',
        },
        events: [['issue.created', 'new']],
      },
      {
        as: 'bob',
        input: { project: 'team', template: 'bug report', title: 'Leak', assignees: [] },
        events: [['issue.created', 'new']],
      },
    ],
    fails: [
      {
        as: 'ada',
        input: ({ issue }: Facts) => ({ title: 'Leak', description: 'It leaks', id: issue.id }),
        code: 'id_taken',
      },
      { as: 'ada', input: { title: 'Leak', description: 'It leaks', id: NEVER_7 }, code: 'validation_failed' },
      {
        as: 'ada',
        input: { title: 'Leak', description: 'It leaks', labels: ['nope'] },
        code: 'validation_failed',
      },
      { as: 'ada', input: { title: 'Leak', description: 'It leaks', parent: '99' }, code: 'validation_failed' },
      { as: 'ada', input: { title: 'Leak', template: 'Bug report' }, code: 'validation_failed' },
      { as: 'ada', input: { project: 'TEAM', template: 'Bug report' }, code: 'validation_failed' },
      { as: 'ada', input: { title: 5, description: 'It', priority: 'urgent' }, code: 'validation_failed' },
      { as: 'anonymous', input: { title: 'Leak', description: 'It leaks' }, code: 'unauthenticated' },
    ],
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { id: '1' } },
      { as: 'bob', input: ({ issue: { id } }) => ({ id }) },
    ],
    fails: [
      { as: 'bob', input: { id: '99' }, code: 'issue_not_found' },
      { as: 'bob', input: { id: 'one/two%' }, code: 'validation_failed' },
    ],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { id: '1', title: 'Crash on save', status: 'closed', labels: [], assignees: ['ada', 'bob'] },
        events: [['issue.updated', 'issue']],
      },
      { as: 'ada', input: { id: '1', due_on: '2027-02-28' }, events: [['issue.updated', 'issue']] },
      { as: 'ada', input: { id: '1', project: 'web' }, events: [['issue.updated', 'issue']] },
      {
        as: 'ada',
        input: ({ related }: Facts) => ({ id: '1', parent: related.id }),
        events: [['issue.updated', 'issue']],
      },
      {
        as: 'ada',
        input: ({ related }: Facts) => ({
          ...{ id: '1', status: 'closed' as const },
          ...{ closed_reason: 'duplicate' as const, duplicate_of: related.id },
        }),
        events: [
          ['issue.updated', 'issue'],
          ['relation.created', 'issue'],
          ['relation.created', 'related'],
        ],
      },
    ],
    fails: [
      { as: 'bob', input: { id: '1', status: 'closed' }, code: 'forbidden' },
      { as: 'ada', input: { id: '1', project: 'NOPE' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', due_on: '2027-02-29' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', title: 'x' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', closed_reason: 'not_planned' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', parent: '1' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', status: 'closed', duplicate_of: '99' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', title: '\u200b\u200b\u200b' }, code: 'validation_failed' },
    ],
  },
  bulk: {
    may: signedIn,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { ids: ['1', 'WEB-9'], change: { status: 'closed', add_assignees: ['me', 'bob'] } },
        events: [['issue.updated', 'issue']],
      },
      {
        as: 'ada',
        input: { query: 'is:open label:bug', change: { priority: 'high', remove_labels: ['BUG'] }, dry_run: true },
      },
      {
        as: 'ada',
        input: { query: 'crash', project: ['main'], change: { project: 'web', milestone: null } },
        events: [['issue.updated', 'issue']],
      },
      { as: 'bob', input: { ids: ['1'], change: { labels: ['nope'], confirm_visibility: true } } },
    ],
    fails: [
      { as: 'ada', input: { ids: ['1'], query: 'crash', change: { status: 'open' } }, code: 'validation_failed' },
      { as: 'ada', input: { ids: ['1'], change: {} }, code: 'validation_failed' },
      { as: 'ada', input: { ids: ['1'], change: { labels: [], add_labels: ['bug'] } }, code: 'validation_failed' },
      { as: 'ada', input: { query: 'is:done', change: { status: 'open' } }, code: 'validation_failed' },
      { as: 'ada', input: { ids: ['1'], project: ['main'], change: { status: 'open' } }, code: 'validation_failed' },
      { as: 'anonymous', input: { ids: ['1'], change: { status: 'open' } }, code: 'unauthenticated' },
    ],
  },
  undoBulk: {
    may: { ...signedIn, bob: 'bulk_edit_not_found', root: 'bulk_edit_not_found', script: 'bulk_edit_not_found' },
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: ({ bulk: { id } }) => ({ id, confirm_visibility: true }) }],
    fails: [
      { as: 'ada', input: { id: NOWHERE }, code: 'bulk_edit_not_found' },
      { as: 'bob', input: ({ bulk: { id } }: Facts) => ({ id }), code: 'bulk_edit_not_found' },
      { as: 'ada', input: { id: '1' }, code: 'validation_failed' },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: { id: '1' }, events: [['issue.deleted', 'issue']] }],
    fails: [
      { as: 'bob', input: { id: '1' }, code: 'forbidden' },
      { as: 'root', input: { id: '2' }, code: 'issue_not_found' },
    ],
  },
  restore: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      { as: 'ada', input: ({ binned }: Facts) => ({ id: binned.key }), events: [['issue.restored', 'binned']] },
      { as: 'root', input: ({ binned }: Facts) => ({ id: binned.id }), events: [['issue.restored', 'binned']] },
      { as: 'ada', input: { id: '1' }, events: [] },
    ],
    fails: [
      { as: 'bob', input: ({ binned }: Facts) => ({ id: binned.key }), code: 'forbidden' },
      { as: 'root', input: { id: '99' }, code: 'issue_not_found' },
    ],
  },
  redact: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [{ as: 'root', input: { id: '1', fields: ['title'] }, events: [['issue.redacted', 'issue']] }],
    fails: [
      { as: 'root', input: { id: '99', fields: ['title'] }, code: 'issue_not_found' },
      { as: 'root', input: { id: '1', fields: ['author'] }, code: 'validation_failed' },
    ],
  },
  purge: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [
      { as: 'root', input: ({ binned }: Facts) => ({ id: binned.key }), events: [['issue.purged', 'binned']] },
    ],
    fails: [
      { as: 'root', input: { id: '1' }, code: 'not_in_bin' },
      { as: 'root', input: { id: '99' }, code: 'issue_not_found' },
    ],
  },
  events: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: { id: '1', size: 50 } }],
    fails: [{ as: 'bob', input: { id: '2' }, code: 'issue_not_found' }],
  },
};
