import { requireUser } from '../../core/actor.ts';
import { anyone, signedIn } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { unwatchIssue, watchIssue } from './commands/watch.ts';
import { unsubscribe } from './flows.ts';
import { getWatch } from './queries/get.ts';
import { listWatchers } from './queries/list.ts';
import { ListWatchers, Unsubscribe, Unsubscribed, Watch, WatcherPage, WatchIssue } from './schema.ts';

export const watch = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{id}/watchers',
    tag: 'Notifications',
    operationId: 'listWatchers',
    summary: 'List who watches an issue',
    description: 'Who takes part in it, or has asked to watch it: author, assignees, who comments, and who is named.',
    errors: ['issue_not_found'],
    input: ListWatchers,
    output: WatcherPage,
    run: listWatchers,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{id}/watch',
    tag: 'Notifications',
    operationId: 'getWatch',
    summary: 'Whether you watch an issue',
    description: 'What you have said of it goes before what you have said of its project.',
    errors: ['issue_not_found', 'user_required'],
    input: WatchIssue,
    output: Watch,
    run: (db, { id }, { actor }) => getWatch(db, id, requireUser(actor)),
  }),

  set: command({
    access: signedIn('issues:write'),
    route: 'PUT /issues/{id}/watch',
    tag: 'Notifications',
    operationId: 'watchIssue',
    summary: 'Watch an issue',
    description: 'You are told of all that happens to it, whatever you have said of its project.',
    errors: ['issue_not_found', 'user_required'],
    input: WatchIssue,
    output: Watch,
    run: watchIssue,
  }),

  remove: command({
    access: signedIn('issues:write'),
    route: 'DELETE /issues/{id}/watch',
    tag: 'Notifications',
    operationId: 'unwatchIssue',
    summary: 'Stop watching an issue',
    description:
      'You are told nothing more of it, even where you are named, until you watch it again or comment on it.',
    errors: ['issue_not_found', 'user_required'],
    input: WatchIssue,
    output: Watch,
    run: unwatchIssue,
  }),

  unsubscribe: flow({
    access: anyone,
    route: 'POST /unsubscribe',
    tag: 'Notifications',
    operationId: 'unsubscribe',
    summary: 'Unsubscribe from mail',
    description:
      'Does what the link in a mail is for: of an issue you are told nothing more, or no mail is sent to you at all. The link needs no login.',
    errors: ['invalid_unsubscribe_token'],
    input: Unsubscribe,
    output: Unsubscribed,
    run: unsubscribe,
  }),
};
