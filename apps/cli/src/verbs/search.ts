import type { Caller } from '@docket/router';
import { showIssues } from './issue.ts';
import type { Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['search']> = Verb<Awaited<ReturnType<Caller['search'][Procedure]>>>;

const issues: Of<'issues'> = {
  command: 'search issues',
  isDefault: true,
  places: [
    {
      field: 'q',
      name: 'query',
      description: 'words, and qualifiers such as label:bug (docs/search.md)',
      isQuery: true,
    },
  ],
  names: { tags: 'label' },
  letters: { tags: 'l', limit: 'L' },
  page: () => '/issues',
  examples: [
    'search "crash is:open"',
    'search issues "on save label:bug,regression sort:updated" --limit 50',
    'search issues -- "-label:bug crash"',
  ],
  show: (answer, _, here) => showIssues(answer, here),
};

export const search = { issues };
