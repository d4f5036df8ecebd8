/** Columns of an issue that have one of several values. */
type OneOf = 'status' | 'closed_reason' | 'priority' | 'project_id' | 'author_id' | 'milestone_id' | 'parent_id';

/** Columns of an issue that are compared. */
type Compared = 'created_at' | 'updated_at' | 'closed_at' | 'due_on' | 'comment_count' | 'reaction_count';

/** What an issue may lack. */
export type Lackable = 'label' | 'assignee' | 'milestone' | 'parent' | 'due' | 'reason';

type WhereOf<List, Value> =
  | { all: WhereOf<List, Value>[] }
  | { any: WhereOf<List, Value>[] }
  | { not: WhereOf<List, Value> }
  | { column: OneOf; is: List }
  | { column: Compared; from: Value }
  | { column: Compared; until: Value }
  /** Has one of these labels, or of these assignees. */
  | { link: 'label' | 'assignee'; is: List }
  | { commenter: Value }
  /** Names this user, in its description or a comment. */
  | { mentions: Value }
  | { without: Lackable }
  | { text: Value };

/** What of a query is no filter, by ids: each issue on a way is asked for it. */
export type Where = WhereOf<readonly string[], string | number>;

/** The same with the places of its values, which are bind values. */
export type WhereForm = WhereOf<number, number>;

/**
 * A `Where` as fields of a filter. Its form is the name of one more, `where …`, since values do not shape a statement
 * (`prepared` of `@docket/db`).
 */
export type WhereFields = { where_values?: (string | number)[] };

export function fieldsFor(where: Where): WhereFields {
  const values: (string | number)[] = [];
  const form = JSON.stringify(formFor(where, values));
  return { where_values: values, ...{ [`where ${form}`]: true } };
}

function formFor(where: Where, values: (string | number)[]): WhereForm {
  const place = (value: string | number) => values.push(value) - 1;
  if ('all' in where) return { all: where.all.map((one) => formFor(one, values)) };
  if ('any' in where) return { any: where.any.map((one) => formFor(one, values)) };
  if ('not' in where) return { not: formFor(where.not, values) };
  if ('text' in where) return { text: place(where.text) };
  if ('commenter' in where) return { commenter: place(where.commenter) };
  if ('mentions' in where) return { mentions: place(where.mentions) };
  if ('is' in where) return { ...where, is: place(JSON.stringify(where.is)) };
  if ('from' in where) return { ...where, from: place(where.from) };
  return 'until' in where ? { ...where, until: place(where.until) } : where;
}

/** The form among the names of these fields. */
export function formIn(fields: object): WhereForm | undefined {
  const name = Object.keys(fields).find((one) => one.startsWith('where {'));
  return name === undefined ? undefined : (JSON.parse(name.slice('where '.length)) as WhereForm); // of `fieldsFor`
}
