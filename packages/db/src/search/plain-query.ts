export const TEXT_FIELDS = ['title', 'labels', 'description', 'comments'] as const;

export type TextField = (typeof TEXT_FIELDS)[number];

export function isTitleAlone(fields: readonly TextField[]): boolean {
  return fields.length === 1 && fields[0] === 'title';
}

/** A query with everything said that an engine must be told. */
export type PlainQuery =
  | { phrase: readonly string[]; isPrefix: boolean; in: readonly TextField[] }
  | { all: readonly PlainQuery[] }
  | { any: readonly PlainQuery[] }
  | { one: PlainQuery; but: PlainQuery };

/** A word that every issue has, and no text. SQLite can only ask what is not there of what is. */
export const EVERYWHERE = '§';

/** A word that no issue has. */
export const NOWHERE = '§§';

/** A word that the issues of a project have, and no text. */
export function wordOfProject(project_id: string): string {
  return `${EVERYWHERE}${project_id.replaceAll('-', '')}`;
}

/** Whether a word of an issue names its project. */
export function isOfProject(word: string): boolean {
  return word.startsWith(EVERYWHERE) && word !== EVERYWHERE;
}
