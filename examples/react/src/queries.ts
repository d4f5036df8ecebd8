import { type DocketClient, isDocketError, type ListIssuesInput } from '@docket/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

/** Who is logged in; null when nobody is, which is an answer and no error. */
export function meQuery(docket: DocketClient) {
  return queryOptions({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      try {
        return await docket.user.me.query(undefined, { signal });
      } catch (error) {
        if (isDocketError(error) && error.data.code === 'unauthenticated') return null;
        throw error;
      }
    },
  });
}

/** A list to scroll through. A cursor goes on after the last issue that was read, whatever others add meanwhile. */
export function issuesQuery(docket: DocketClient, filter: Pick<ListIssuesInput, 'status' | 'label'> = {}) {
  return infiniteQueryOptions({
    queryKey: ['issues', filter],
    queryFn: ({ pageParam: cursor, signal }) => docket.issue.list.query({ ...filter, cursor }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
}
