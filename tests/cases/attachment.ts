import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, ownerOrAdmin, signedIn, usersOnly } from './row.ts';

const file = (filename: string, text: string) => ({ filename, content: new Blob([text]) });

const log = file('crash.log', 'It crashed');

export const attachment: Cases<'attachment'> = {
  addToIssue: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [
      { as: 'bob', input: { issue_id: '1', files: [log] }, events: [['attachment.created', 'issue']] },
      {
        as: 'ada',
        input: {
          issue_id: '1',
          files: [file('Ünïcödé "quoted" 登录.txt', 'ä'), file('empty', ''), file('a.svg', '<svg/>')],
        },
        events: [
          ['attachment.created', 'issue'],
          ['attachment.created', 'issue'],
          ['attachment.created', 'issue'],
        ],
      },
    ],
    fails: [
      { as: 'bob', input: { issue_id: '2', files: [log] }, code: 'issue_not_found' },
      { as: 'bob', input: { issue_id: '1', files: [log, file('..', 'x')] }, code: 'validation_failed' },
      { as: 'bob', input: { issue_id: '1', files: Array.from({ length: 11 }, () => log) }, code: 'too_many_files' },
    ],
  },
  addToComment: {
    may: { ...ownerOrAdmin, script: 'user_required' },
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: ({ comment: { id } }) => ({ comment_id: id, files: [log] }),
        events: [['attachment.created', 'issue']],
      },
    ],
    fails: [
      { as: 'ada', input: { comment_id: NOWHERE, files: [log] }, code: 'comment_not_found' },
      {
        as: 'bob',
        input: ({ comment: { id } }: Facts) => ({ comment_id: id, files: [log] }),
        code: 'forbidden',
      },
    ],
  },
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: { issue_id: '1' } }],
    fails: [{ as: 'bob', input: { issue_id: '2' }, code: 'issue_not_found' }],
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ attachment: { id } }) => ({ id }) }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'attachment_not_found' }],
  },
  download: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ attachment: { id } }) => ({ id }) }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'attachment_not_found' }],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: ({ attachment: { id } }) => ({ id }), events: [['attachment.deleted', 'issue']] }],
    fails: [
      { as: 'bob', input: ({ attachment: { id } }: Facts) => ({ id }), code: 'forbidden' },
      { as: 'ada', input: { id: NOWHERE }, code: 'attachment_not_found' },
    ],
  },
};
