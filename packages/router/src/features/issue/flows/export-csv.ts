import { stringify } from 'csv-stringify/sync';
import type { BareIssue } from '../queries/rows.ts';

/** The columns, which keep their names and their order; new ones come behind them. */
const COLUMNS: Record<string, (issue: BareIssue) => string | number | null> = {
  key: ({ key }) => key,
  title: ({ title }) => title,
  status: ({ status }) => status,
  priority: ({ priority }) => priority,
  project: ({ project }) => project.name,
  author: ({ author }) => nameOf(author),
  assignees: ({ assignees }) => assignees.map(nameOf).join(', '),
  labels: ({ labels }) => labels.map(({ name }) => name).join(', '),
  milestone: ({ milestone }) => milestone?.title ?? null,
  comments: ({ comment_count }) => comment_count,
  created_at: ({ created_at }) => created_at,
  updated_at: ({ updated_at }) => updated_at,
  closed_at: ({ closed_at }) => closed_at,
  description: ({ description }) => description,
  id: ({ id }) => id,
  closed_reason: ({ closed_reason }) => closed_reason,
  due_on: ({ due_on }) => due_on,
};

export function csvHeader(): string {
  return written([Object.keys(COLUMNS)]);
}

/** Rows as RFC 4180 has them, in which no spreadsheet finds a formula. */
export function csvRows(issues: BareIssue[]): string {
  const cells = Object.values(COLUMNS);
  return written(issues.map((issue) => cells.map((cell) => inert(cell(issue)))));
}

/** `escape_formulas` looks at the first character alone, and spreadsheets pass over white space. */
const FORMULA_BEHIND_SPACE = /^\s+[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

function inert(value: string | number | null): string | number | null {
  return typeof value === 'string' && FORMULA_BEHIND_SPACE.test(value) ? `'${value}` : value;
}

/** Of line breaks, csv-stringify itself quotes only its own. */
function written(rows: (string | number | null)[][]): string {
  return stringify(rows, { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });
}

function nameOf({ username, full_name }: BareIssue['author']): string {
  return username ?? full_name;
}
