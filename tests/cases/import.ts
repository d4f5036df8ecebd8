import { adminsOnly, type Cases } from './row.ts';

/** An issue of another tracker. */
export const imported = {
  number: 7,
  title: 'From afar',
  description: '',
  status: 'closed' as const,
  author: 'ekr',
  assignees: ['ekr'],
  labels: ['bug', 'parked'],
  created_at: '2014-04-17T18:38:34.000Z',
  updated_at: '2017-04-17T00:48:53.000Z',
  closed_at: '2017-04-16T17:21:21.000Z',
  comments: [],
};

/** Of the main project, of which no event was told before. */
const told = ['project.imported', 'new'] as const;

export const archive: Cases<'archive'> = {
  import: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [
      {
        as: 'root',
        input: { source: 'github:a/b', labels: [], issues: [imported] },
        events: [['user.imported', 'new'], ['label.created', 'new'], ['issue.imported', 'new'], told],
      },
      {
        as: 'root',
        input: { source: 'github:a/b', labels: [], issues: [], project: 'NEW' },
        events: [['project.created', 'new']],
      },
      {
        as: 'root',
        input: {
          source: 'jira:WEB',
          labels: [],
          people: [{ login: 'ekr', name: 'Eric Rescorla' }],
          milestones: [{ title: '1.0', description: null, due_on: '2014-12-31', closed_at: null }],
          issues: [
            {
              ...imported,
              labels: [],
              priority: 'high',
              milestone: '1.0',
              former_keys: ['WEB-3'],
              history: [
                {
                  type: 'issue.created',
                  actor: 'ekr',
                  actor_name: null,
                  comment: null,
                  changes: [],
                  created_at: imported.created_at,
                },
              ],
            },
          ],
        },
        events: [['milestone.created', 'new'], ['user.imported', 'new'], ['issue.created', 'new'], told],
      },
      { as: 'root', input: { source: 'github:a/b', labels: [], issues: [imported], dry_run: true } },
    ],
    fails: [
      { as: 'root', input: { source: 'nowhere', labels: [], issues: [] }, code: 'validation_failed' },
      { as: 'bob', input: { source: 'github:a/b', labels: [], issues: [] }, code: 'forbidden' },
    ],
  },
};
