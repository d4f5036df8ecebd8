import { bySort, type Cursors } from '../../../core/pagination.ts';
import { date } from '../../../core/schema.ts';
import { toUtc } from '../../../core/time.ts';
import { type Issue, priority } from '../schema/issue.ts';
import type { Sort } from '../schema/list.ts';
import { DUE_ON_NONE } from './due.ts';

/** By relevance: hits in the title first, and then the newest. */
export type SortedBy = 'created' | 'updated' | 'priority' | 'number' | 'comments' | 'reactions' | 'due' | 'relevance';

export type Order = { by: SortedBy; isAscending: boolean };

/** Where an issue is in an order: the value that it is sorted by, and its id. */
export type Place = {
  id: string;
  /** In the order by priority it is the time of creation. */
  value: string | number;
  /** Only in the order by priority. */
  priority?: Issue['priority'];
  /** Only in the order by relevance: the higher, the more. */
  rank?: number;
};

/** What a walk gives of an issue, beside the columns that a filter asks for. */
export type Candidate = Pick<Place, 'id' | 'value'>;

/** The columns that issues are sorted by. Those of one priority are sorted by their creation. */
export const VALUES = {
  created: 'created_at',
  updated: 'updated_at',
  priority: 'created_at',
  number: 'number',
  comments: 'comment_count',
  reactions: 'reaction_count',
  due: 'due_order',
  relevance: 'created_at',
} as const satisfies Record<SortedBy, string>;

export const NEWEST_FIRST: Sort = 'created-desc';

export function orderOf(sort: Sort): Order {
  const [by, direction] = sort.split('-') as [SortedBy, 'asc' | 'desc']; // as its schema has it
  return { by, isAscending: direction === 'asc' };
}

/** The priorities in an order, from one of them on. */
export function prioritiesFrom({ isAscending }: Order, first?: Issue['priority']): Issue['priority'][] {
  const all = isAscending ? priority.options : priority.options.toReversed();
  return first === undefined ? [...all] : all.slice(all.indexOf(first));
}

/** Whether a place is behind another one. */
export function isBehind(order: Order, place: Place, after: Place): boolean {
  return comparing(order)(place, after) > 0;
}

/** Compares two places, as the engines do. */
export function comparing({ by, isAscending }: Order): (one: Place, other: Place) => number {
  const rank = (place: Place) => (place.priority ? priority.options.indexOf(place.priority) : (place.rank ?? 0));
  return (one, other) => {
    const byRank = by === 'priority' || by === 'relevance' ? rank(one) - rank(other) : 0;
    const difference = byRank || compare(one.value, other.value) || compare(one.id, other.id);
    return isAscending ? difference : -difference;
  };
}

function compare<T extends string | number>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const CURSOR = /^(?:(low|medium|high) )?(\S+) ([0-9a-f-]{36})$/;

export function cursorsOf(sort: Sort): Cursors<Place> {
  const { by } = orderOf(sort);
  const column = VALUES[by];
  return bySort<Place>({
    list: 'issues',
    sort,
    write: ({ priority: rank, value, id }) => [...(by === 'priority' ? [rank] : []), value, id].join(' '),
    read(text) {
      const [, rank, value = '', id = ''] = CURSOR.exec(text) ?? [];
      if (!isValueOf(column, value) || (rank !== undefined) !== (by === 'priority')) return undefined;
      return { id, value: COUNTS.has(column) ? Number(value) : value, ...(rank && { priority: priority.parse(rank) }) };
    },
  });
}

const COUNTS = new Set<string>(['number', 'comment_count', 'reaction_count']);

function isValueOf(column: (typeof VALUES)[SortedBy], value: string): boolean {
  if (column === 'due_order') return value === DUE_ON_NONE || date().safeParse(value).success;
  return COUNTS.has(column) ? /^\d{1,10}$/.test(value) : toUtc(value) === value;
}

export const rankedCursors: Cursors<Place> = bySort<Place>({
  list: 'issues',
  sort: 'relevance',
  write: ({ rank = 0, value, id }) => `${rank} ${value} ${id}`,
  read(text) {
    const [, rank, value = '', id = ''] = /^([012]) (\S+) ([0-9a-f-]{36})$/.exec(text) ?? [];
    return rank !== undefined && isValueOf('created_at', value) ? { id, rank: Number(rank), value } : undefined;
  },
});
