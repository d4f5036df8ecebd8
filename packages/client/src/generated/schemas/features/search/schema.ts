// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput } from '../../core/schema.ts';
import { parseQuery } from '../../query-language/parse.ts';
import { hasQualifier } from '../../query-language/tree.ts';
import { issueQuery } from '../issue/schema/list.ts';
import { knownLabelName } from '../label/schema.ts';

const LEAST = 3;

const MOST_PLAIN = 50;

const IS_DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;

const query = /* @__PURE__ */ (() => (issueQuery.check(({ value, issues }) => {
  if (issues.length > 0 || parseQuery(value).query.terms.some((term) => hasQualifier(term))) return;
  const length = [...value].length;
  const message =
    length > MOST_PLAIN
      ? `Must have at most ${MOST_PLAIN} characters where it has no qualifier such as \`is:open\``
      : `Must have at least ${LEAST} characters, or 2 of Chinese, Japanese or Korean: put less into quotation marks, as in \`"C#"\`, or add a qualifier, as in \`C# is:open\``;
  const isTooShort = length < (IS_DENSE.test(value) ? 2 : LEAST);
  const code = isTooShort ? 'too_small' : 'too_big';
  if (isTooShort || length > MOST_PLAIN) issues.push({ code: 'custom', input: value, message, params: { code } });
})))();

export const SearchIssues = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  size: pageInput.size.unwrap().optional(),
  q: query,
  tags: z.array(knownLabelName).max(20).optional(),
})))();

export type SearchIssues = z.output<typeof SearchIssues>;
