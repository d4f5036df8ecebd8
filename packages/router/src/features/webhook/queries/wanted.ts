import type { By, UserActor } from '../../../core/actor.ts';
import { familyOf, HISTORY_TYPES } from '../../../core/event-types.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { parseQuery } from '../../../query-language/parse.ts';
import { hasQualifier } from '../../../query-language/tree.ts';
import type { ActorReader, Reader } from '../../../visibility/handles.ts';
import { seenTypes } from '../../event/policy.ts';
import { seenAmong } from '../../event/queries/log.ts';
import { matchingAmong } from '../../issue/queries/all-matching.ts';
import { readPlace } from '../../notification/queries/news.ts';
import type { WebhookRow } from './get.ts';

export type Wanted = {
  wanted: LogEntry[];
  /** Whether another time others might be: some are not seen now, or not found by the query. */
  isOfNow: boolean;
};

/** Those of these events that a webhook tells of, as far as its owner, if there is one, sees them now. */
export async function wantedBy(
  { project_id, events, query }: WebhookRow,
  entries: LogEntry[],
  owner: { db: ActorReader; by: By<UserActor> } | undefined,
): Promise<Wanted> {
  const types = events === null ? undefined : (JSON.parse(events) as string[]);
  const asked = entries.filter(
    (entry) =>
      (project_id === null || entry.project_id === project_id) &&
      (!types || types.includes(entry.type) || types.includes(`${familyOf(entry.type)}.*`)) &&
      (query === null || isOfIssue(entry)),
  );
  const wanted = owner && asked.length > 0 ? await seenAndFound(owner.db, asked, { query, by: owner.by }) : [];
  return { wanted, isOfNow: wanted.length < asked.length };
}

/** Up to where the log can be asked for a query: whom texts name is known as far as notifications have read it. */
export async function askableUpTo(db: Reader, { query }: Pick<WebhookRow, 'query'>): Promise<number> {
  const terms = query === null ? [] : parseQuery(query).query.terms;
  const asksForNames = terms.some((term) => hasQualifier(term, ['mentions', 'involves']));
  return asksForNames ? readPlace(db) : Number.POSITIVE_INFINITY;
}

async function seenAndFound(
  db: ActorReader,
  asked: LogEntry[],
  { query, by }: Pick<WebhookRow, 'query'> & { by: By<UserActor> },
): Promise<LogEntry[]> {
  const seen = await seenAmong(db, asked, { seen: seenTypes(by.actor) });
  const visible = asked.filter(({ position }) => seen.has(position));
  if (query === null) return visible;
  const ids = [...new Set(visible.map(({ subject_id }) => subject_id))];
  const matching = await matchingAmong(db, ids, { q: query, by });
  return visible.filter(({ subject_id }) => matching.has(subject_id));
}

function isOfIssue({ type }: LogEntry): boolean {
  return HISTORY_TYPES.some((one) => one === type);
}
