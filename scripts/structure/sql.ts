/** Raw SQL without its comments and text literals, in which words mean nothing. */
export function withoutSqlText(sql: string): string {
  return sql.replace(/--.*|\/\*[\s\S]*?\*\//g, ' ').replace(/'(?:[^']|'')*'/g, "''");
}

/** `replace(…)` is a function that reads. */
const WRITES = String.raw`(insert|update|delete|replace|merge|create|drop|alter|truncate)\b(?!\s*\()`;

/** At a statement's start, in a `with`, and after one. */
const WRITING_STATEMENT = new RegExp(String.raw`(^|[;()])\s*${WRITES}`, 'i');

/** What only writing SQL contains, wherever it stands: raw SQL may be a fragment of a statement. */
const WRITING_WORDS =
  /\b((insert|replace|merge)\s+into|delete\s+from|update\s+[\w."]+(\s+(as\s+)?\w+)?\s+set|(create|drop|alter|truncate)\s+table)\b/i;

/** The words with which raw SQL writes; undefined when it only reads. */
export function writingWords(sql: string): string | undefined {
  const text = withoutSqlText(sql);
  return WRITING_STATEMENT.exec(text)?.[2] ?? WRITING_WORDS.exec(text)?.[0];
}
