import { parseQuery } from '../../../query-language/parse.ts';
import type { QualifierName } from '../../../query-language/qualifiers.ts';
import { daysIn, timesIn } from '../../../query-language/ranges.ts';
import type { Qualifier, Term } from '../../../query-language/tree.ts';
import { priority, status } from '../schema/issue.ts';
import type { IssueFilters, ListIssues, Sort } from '../schema/list.ts';
import { hasWords } from './texts.ts';

/** Filters, and the query beside them. */
type Given = IssueFilters & Pick<ListIssues, 'sort'>;

/** What a list is asked for by filters and a query together. */
export type ReadQuery = {
  /** With what of the query is a filter, too. */
  filters: Omit<Given, 'q'>;
  /** All of what is left of the query. */
  terms: Term[];
  /** Where words are looked for, by the names that the language has; undefined: everywhere. */
  fields: string[] | undefined;
};

/** Undefined: it cannot be met, such as `is:open is:closed`, or has nothing to look for in it, such as `…`. */
export function readQuery({ q, ...filters }: Given): ReadQuery | undefined {
  if (q === undefined) return { filters, terms: [], fields: undefined };
  const written = parseQuery(q).query.terms.flatMap((term) => withoutSigns(term) ?? []);
  if (written.length === 0) return undefined;
  const meant: ReadQuery = { filters: { ...filters }, terms: [], fields: undefined };
  for (const term of written) if (!isOfQuery(term, meant) && !isFilter(term, meant.filters)) meant.terms.push(term);
  const { status: statuses, priority: priorities } = meant.filters;
  return statuses?.length === 0 || priorities?.length === 0 ? undefined : meant;
}

/** The order that is asked for, in the query or beside it. */
export function sortMeant(input: Given): Sort | undefined {
  return (readQuery(input)?.filters ?? input).sort;
}

/** What is left of a term without words of which nothing is looked for, such as `->`. */
function withoutSigns(term: Term): Term | undefined {
  if (term.kind === 'words') return hasWords(term.text) ? term : undefined;
  if (term.kind === 'qualifier') return term;
  if (term.kind === 'not') {
    const of = withoutSigns(term.of);
    return of && of.kind !== 'not' ? { ...term, of } : undefined;
  }
  const of = term.of.flatMap((one) => withoutSigns(one) ?? []);
  return of.length > 1 ? { ...term, of } : of[0];
}

function isOfQuery(term: Term, meant: ReadQuery): boolean {
  if (term.kind !== 'qualifier') return false;
  const values = term.values.map(({ text }) => text);
  if (term.name === 'in') meant.fields = values;
  // The order that a call names is that of the column which somebody has clicked on.
  if (term.name === 'sort') meant.filters.sort ??= sortOf(values[0] ?? '');
  return term.name === 'in' || term.name === 'sort';
}

function sortOf(value: string): Sort {
  return (/-(asc|desc)$/.test(value) ? value : `${value}-desc`) as Sort; // as the language has checked it
}

type Filters = ReadQuery['filters'];

/** Makes a filter of a term, if there is one for it that is not taken. */
function isFilter(term: Term, filters: Filters): boolean {
  const [qualifier, isNegated] = term.kind === 'not' ? [term.of, true] : [term, false];
  if (qualifier.kind !== 'qualifier') return false;
  const values = qualifier.values.map(({ text }) => text);
  if (isChoice(qualifier.name, values, { filters, isNegated })) return true;
  if (isNegated) return false;
  return isTime(qualifier, filters) || isName(qualifier.name, values, filters);
}

/** How far an issue is, and how urgent: each of them is one of few. */
function isChoice(
  name: QualifierName,
  values: string[],
  { filters, isNegated }: { filters: Filters; isNegated: boolean },
): boolean {
  const isMeant = (value: string) => values.includes(value) !== isNegated;
  if (name === 'priority') {
    filters.priority = (filters.priority ?? priority.options).filter(isMeant);
    return true;
  }
  if (name !== 'status' && name !== 'is') return false;
  const shown = (value: string) => (name === 'is' && value === 'in_progress' ? 'open' : value);
  filters.status = (filters.status ?? status.options).filter((value) => isMeant(shown(value)));
  return true;
}

function isTime({ name, values }: Qualifier, filters: Filters): boolean {
  const [value, ...others] = values;
  if ((name !== 'created' && name !== 'updated' && name !== 'closed' && name !== 'due') || !value || others.length > 0)
    return false;
  const { from, until } = (name === 'due' ? daysIn : timesIn)(value.text) ?? {};
  const [after, before] = [filters[`${name}_after`], filters[`${name}_before`]];
  if (from !== undefined && (after === undefined || from > after)) filters[`${name}_after`] = from;
  if (until !== undefined && (before === undefined || until < before)) filters[`${name}_before`] = until;
  return true;
}

function isName(name: QualifierName, values: string[], filters: Filters): boolean {
  const [value = '', ...others] = values;
  if (name === 'project') {
    if (filters.project) return false;
    filters.project = values;
    return true;
  }
  if (others.length > 0) return false;
  if (name === 'label') {
    filters.label = [...(filters.label ?? []), value];
    return true;
  }
  if (name === 'milestone' || name === 'parent') return isFree(filters, name, value);
  if (name === 'author' || name === 'assignee') return isFree(filters, name, userKeyOf(value));
  return name === 'no' && (value === 'assignee' || value === 'milestone') && isFree(filters, value, 'none');
}

/** `@ada` is what people write elsewhere. */
export function userKeyOf(value: string): string {
  return value.replace(/^@/, '');
}

function isFree(filters: Filters, field: 'author' | 'assignee' | 'milestone' | 'parent', value: string): boolean {
  if (filters[field] !== undefined) return false;
  filters[field] = value;
  return true;
}
