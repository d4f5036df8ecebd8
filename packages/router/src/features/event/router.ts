import { signedIn } from '../../procedures/access.ts';
import { query } from '../../procedures/procedure.ts';
import { getEvent } from './queries.ts';
import { GetEvent, IssueEvent } from './schema.ts';

export const event = {
  get: query({
    access: signedIn('issues:read'),
    route: 'GET /events/{id}',
    tag: 'Issues',
    operationId: 'getEvent',
    summary: 'Get an event',
    description:
      'One event of the history of an issue, with all of the texts that were replaced. The list of events cuts each at 1 KB.',
    errors: ['event_not_found'],
    input: GetEvent,
    output: IssueEvent,
    run: (db, { id }) => getEvent(db, id),
  }),
};
