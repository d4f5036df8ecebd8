import { z } from 'zod';
import { pageInput, pageOf } from '../../core/schema.ts';
import { parseQuery } from '../../query-language/parse.ts';
import { hasQualifier } from '../../query-language/tree.ts';
import { exampleIssue, Issue } from '../issue/schema/issue.ts';
import { issueQuery } from '../issue/schema/list.ts';
import { knownLabelName } from '../label/schema.ts';

/** Items in one answer, unless the call says how many. */
export const FOUND_AT_ONCE = 10;

const LEAST = 3;
const MOST_PLAIN = 50;

/** Scripts that say with two characters what others say with three and more. */
const IS_DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;

const query = issueQuery.check(({ value, issues }) => {
  if (issues.length > 0 || parseQuery(value).query.terms.some((term) => hasQualifier(term))) return;
  const length = [...value].length;
  const message =
    length > MOST_PLAIN
      ? `Must have at most ${MOST_PLAIN} characters where it has no qualifier such as \`is:open\``
      : `Must have at least ${LEAST} characters, or 2 of Chinese, Japanese or Korean: put less into quotation marks, as in \`"C#"\`, or add a qualifier, as in \`C# is:open\``;
  const isTooShort = length < (IS_DENSE.test(value) ? 2 : LEAST);
  const code = isTooShort ? 'too_small' : 'too_big';
  if (isTooShort || length > MOST_PLAIN) issues.push({ code: 'custom', input: value, message, params: { code } });
});

export const SearchIssues = z.object({
  ...pageInput,
  size: pageInput.size.unwrap().describe(`Items in one answer; ${FOUND_AT_ONCE} when left out`).optional(),
  q: query
    .describe(
      'What to look for, in the language of docs/search.md: 3 to 50 characters, 2 of Chinese, Japanese or Korean; up to 500 with qualifiers such as `is:open`',
    )
    .meta({ examples: ['crash is:open'] }),
  tags: z.array(knownLabelName).max(20).describe('Labels that the issues have, all of these, by name').optional(),
});
export type SearchIssues = z.output<typeof SearchIssues>;

const Highlight = z
  .object({
    field: z.enum(['title', 'description', 'comments', 'labels']).describe('Where it was found'),
    text: z.string().describe('The text around what was found, or the whole of a short one'),
    ranges: z
      .array(z.array(z.int()).length(2))
      .describe('What was found in `text`: from and to, in UTF-16 units, as `slice` of JavaScript takes them'),
  })
  .meta({
    id: 'Highlight',
    description: 'Where words of a query are in a text. It is plain text, never HTML',
    examples: [{ field: 'title', text: 'Crash on save', ranges: [[0, 5]] }],
  });

const FoundIssue = Issue.extend({ highlights: z.array(Highlight).describe('Where the words were found') }).meta({
  id: 'FoundIssue',
  description: 'An issue that a search has found',
  examples: [{ ...exampleIssue, highlights: [{ field: 'title', text: 'Crash on save', ranges: [[0, 5]] }] }],
});

const description =
  'Issues that a search has found: the one whose key was looked for, then those with all words in their title';

const page = pageOf(FoundIssue, { id: 'FoundIssuePage', description });

export const FoundIssues = page
  .extend({
    incomplete_results: z
      .boolean()
      .describe('Whether older issues are missing, as their words are being read since an upgrade or a restore'),
  })
  .meta({
    id: 'FoundIssues',
    description,
    examples: [
      {
        items: FoundIssue.meta()?.['examples'] ?? [],
        size: FOUND_AT_ONCE,
        next_cursor: null,
        incomplete_results: false,
      },
    ],
  });
export type FoundIssues = z.output<typeof FoundIssues>;
