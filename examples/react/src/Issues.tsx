import { useInfiniteQuery } from '@tanstack/react-query';
import { useDocket } from './docket.ts';
import { useCloseIssue } from './mutations.ts';
import { issuesQuery } from './queries.ts';

export function Issues() {
  const issues = useInfiniteQuery(issuesQuery(useDocket()));
  const close = useCloseIssue();
  if (issues.isPending) return <p>One moment …</p>;
  if (issues.isError) return <p role="alert">{issues.error.message}</p>;
  const items = issues.data.pages.flatMap((page) => page.items);
  return (
    <>
      {close.isError && <p role="alert">{close.error.message}</p>}
      <ul aria-label="Issues">
        {items.map((issue) => (
          <li key={issue.id} className={issue.status}>
            <span>
              #{issue.number} {issue.title}
            </span>
            {issue.status !== 'closed' && (
              <button type="button" onClick={() => close.mutate(issue)}>
                Close
              </button>
            )}
          </li>
        ))}
      </ul>
      {issues.hasNextPage && (
        <button type="button" disabled={issues.isFetchingNextPage} onClick={() => issues.fetchNextPage()}>
          More
        </button>
      )}
    </>
  );
}
