import { signedIn } from '../../procedures/access.ts';
import { query } from '../../procedures/procedure.ts';
import { getEvent } from './queries/get.ts';
import { listEvents } from './queries/list.ts';
import { GetEvent, ListEvents, LogEvent, LogEventPage } from './schema.ts';

export const event = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /events',
    tag: 'Issues',
    operationId: 'listEvents',
    summary: 'List events',
    description:
      'What happened, the newest first or in the order in which it happened. Events of issues in the bin are left out, but for their deletion; those of accounts are for admins. A `Docket-Position` is a cursor, too.',
    errors: ['issue_not_found'],
    input: ListEvents,
    output: LogEventPage,
    run: listEvents,
  }),
  get: query({
    access: signedIn('issues:read'),
    route: 'GET /events/{id}',
    tag: 'Issues',
    operationId: 'getEvent',
    summary: 'Get an event',
    description: 'One event, with all of the texts that were replaced. Lists of events cut each at 1 KB.',
    errors: ['event_not_found'],
    input: GetEvent,
    output: LogEvent,
    run: (db, { id }, by) => getEvent(db, id, by),
  }),
};
