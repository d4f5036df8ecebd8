import { type LogPosition, laterOf, positionText, type RequestInfo } from '@docket/router';
import type { FastifyReply } from 'fastify';

/**
 * Says in the header of an answer up to where the log of events has what its mutations did; of those in a batch, the
 * last one counts. A streamed batch has no such field: its header goes out first.
 */
export function positionField(reply: FastifyReply): NonNullable<RequestInfo['reportPosition']> {
  let last: LogPosition | undefined;
  return (position) => {
    last = laterOf(last, position);
    reply.header('docket-position', positionText(last));
  };
}
