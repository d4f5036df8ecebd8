import type { CollectionConfig } from '@tanstack/db';
import type { SyncedIssue } from '../index.ts';
import type { RowType, RowTypes } from './copy.ts';
import type { Live } from './live.ts';
import type { LiveTable } from './table.ts';

type Options<Type extends RowType> = CollectionConfig<RowTypes[Type], string> & { schema?: never };

/**
 * The rows of a copy as a collection of TanStack DB: `createCollection(liveCollectionOptions(live, 'issue'))`. An update or a
 * deletion of an issue there is a mutation of the copy. A new one is made with `live.mutate`, as rows have no description.
 */
export function liveCollectionOptions<Type extends RowType>(live: Live, type: Type): Options<Type> {
  const options: Options<Type> = {
    id: `docket ${type}`,
    getKey: ({ id }) => id,
    sync: { rowUpdateMode: 'full', sync: (sink) => follow(live, live[type] as LiveTable<RowTypes[Type]>, sink) },
  };
  return type === 'issue' ? { ...options, ...(handlersOf(live) as object) } : options;
}

type Sink<Row extends object> = Parameters<CollectionConfig<Row, string>['sync']['sync']>[0];

function follow<Row extends { id: string }>(live: Live, table: LiveTable<Row>, sink: Sink<Row>): () => void {
  const { begin, write, commit, markReady } = sink;
  const known = new Set<string>();
  const takeOne = (id: string) => {
    const row = table.get(id);
    if (row) write({ type: known.has(id) ? 'update' : 'insert', value: row });
    else if (known.has(id)) write({ type: 'delete', key: id });
    if (row) known.add(id);
    else known.delete(id);
  };
  const take = (ids: Iterable<string>) => {
    begin();
    for (const id of ids) takeOne(id);
    commit();
  };
  take(table.all().map(({ id }) => id));
  live.ready.then(markReady, () => undefined);
  return table.subscribe(take);
}

/** What the page shows is that of the copy as soon as these have begun. */
function handlersOf(live: Live): Pick<CollectionConfig<SyncedIssue, string>, 'onUpdate' | 'onDelete'> {
  return {
    async onUpdate({ transaction }) {
      for (const { key, changes } of transaction.mutations) {
        live.mutate('issue.update', { id: key, ...inputOf(live, changes) });
      }
    },
    async onDelete({ transaction }) {
      for (const { key } of transaction.mutations) live.mutate('issue.delete', { id: key });
    },
  };
}

/** The input of an edit, in which labels stand by name. */
function inputOf(live: Live, { title, priority, status, label_ids, assignee_ids, ...changes }: Partial<SyncedIssue>) {
  return {
    ...(title !== undefined && { title }),
    ...(priority && { priority }),
    ...(status && { status }),
    ...(label_ids && { labels: label_ids.flatMap((id) => live.label.get(id)?.name ?? []) }),
    ...(assignee_ids && { assignees: assignee_ids }),
    ...(changes.milestone_id !== undefined && { milestone: changes.milestone_id }),
    ...(changes.project_id && { project: changes.project_id }),
  };
}
