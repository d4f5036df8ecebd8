import type { Issue, IssueList } from '@docket/client';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useDocket } from './docket.ts';

type Lists = InfiniteData<IssueList>;

const lists = { queryKey: ['issues'] };

/**
 * Closes an issue, unless somebody else has set its status meanwhile (412). Every list shows it closed at once, and as it
 * was when the server refuses.
 */
export function useCloseIssue() {
  const docket = useDocket();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: Issue) => docket.issue.update.mutate({ id, version, status: 'closed' }),
    onMutate: async (issue) => {
      await queries.cancelQueries(lists); // a list that arrives now would still show it open
      const before = queries.getQueriesData<Lists>(lists);
      queries.setQueriesData<Lists>(lists, (list) => list && withIssue(list, { ...issue, status: 'closed' }));
      return before;
    },
    onError: (_error, _issue, before) => {
      for (const [key, list] of before ?? []) queries.setQueryData(key, list);
    },
    onSettled: () => queries.invalidateQueries(lists),
  });
}

function withIssue(list: Lists, changed: Issue): Lists {
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.map((issue) => (issue.id === changed.id ? changed : issue)),
  }));
  return { ...list, pages };
}
