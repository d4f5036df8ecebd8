import { signedIn } from '../../procedures/access.ts';
import { query } from '../../procedures/procedure.ts';
import { searchIssues } from './queries/search.ts';
import { FoundIssues, SearchIssues } from './schema.ts';

export const search = {
  issues: query({
    access: signedIn('issues:read'),
    route: 'GET /search',
    tag: 'Issues',
    operationId: 'searchIssues',
    summary: 'Search issues',
    description:
      'Issues that a query finds in titles, descriptions, comments and labels. An issue whose key is looked for comes first, then those with all words in their title, then the newest; `sort:` in the query says another order.',
    input: SearchIssues,
    output: FoundIssues,
    run: searchIssues,
  }),
};
