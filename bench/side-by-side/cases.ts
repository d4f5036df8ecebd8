import { spread } from '../benched-data.ts';
import { compared } from '../peers/issue-schema.ts';
import type { Call, Sent } from '../rate.ts';
import type { Protocol } from './protocols.ts';

/** The same as the first, while others log in. */
export const WITH_LOGINS = 'get one, with logins';

/** What is measured, in the order in which it is: creating comes last, since it makes the lists longer. */
export const CASES = ['get one', 'list 20', 'list 100', 'batch of 10', WITH_LOGINS, 'create'] as const;
export type Case = (typeof CASES)[number];

/** Calls in one request of the case. */
export const BATCH = 10;

const NEW_ISSUE = { title: 'An issue of the benchmark', description: 'It happens now and then', labels: ['label-1'] };

/** The requests of a case as this protocol has them; undefined when it has none. */
export function callOf(name: Case, protocol: Protocol, issues: number): Call | undefined {
  const { batch, login } = protocol;
  if (name === WITH_LOGINS && !login) return undefined;
  if (name === 'list 20') return { name, requests: [protocol.list(20)], status: 200 };
  if (name === 'list 100') return { name, requests: [protocol.list(100)], status: 200 };
  if (name === 'create') return { name, requests: [protocol.create(NEW_ISSUE)], status: protocol.createdStatus };
  if (name !== 'batch of 10') return { name, requests: spread(issues).map(protocol.get), status: 200 };
  return batch && { name, requests: batches(issues, batch.get), status: batch.status };
}

function batches(issues: number, get: (numbers: number[]) => Sent): Sent[] {
  const numbers = spread(issues);
  const starts = Array.from({ length: Math.floor(numbers.length / BATCH) }, (_, at) => at * BATCH);
  return starts.map((start) => get(numbers.slice(start, start + BATCH)));
}

/** An answer of the case without envelopes, with the fields that are compared, and without what is drawn anew for each issue. */
export function bare(name: Case, protocol: Protocol, body: unknown): unknown {
  if (name === 'batch of 10') return (protocol.batch?.unwrap(body) as unknown[] | undefined)?.map(compared);
  const answer = compared(protocol.unwrap(body));
  if (name !== 'create') return answer;
  return { ...(answer as object), id: '', key: '', number: 0, created_at: '', updated_at: '' };
}
