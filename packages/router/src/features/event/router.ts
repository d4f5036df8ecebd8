import { signedIn } from '../../procedures/access.ts';
import { feed, query } from '../../procedures/procedure.ts';
import { streamEvents } from './flows/stream.ts';
import { getEvent } from './queries/get.ts';
import { listEvents } from './queries/list.ts';
import { GetEvent, ListEvents, LogEvent, LogEventPage, StreamEvents } from './schema.ts';

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
  stream: feed({
    access: signedIn('issues:read'),
    route: 'GET /events/stream',
    tag: 'Issues',
    operationId: 'streamEvents',
    summary: 'Follow events',
    description:
      'What happens, as it happens: the events that `GET /events` lists, each once and in the order of the log. It is a stream of server-sent events; who comes back with the id of the last one, as `Last-Event-ID` or `cursor`, misses nothing.',
    errors: ['issue_not_found'],
    input: StreamEvents,
    output: LogEvent,
    run: streamEvents,
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
