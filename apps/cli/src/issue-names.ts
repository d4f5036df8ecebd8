import type { DefaultProject } from './default-project.ts';

/** As the first project is made. */
/** The key of the main project. */
export const MAIN = 'MAIN';

const MAIN_PROJECT_ID = '00000000-0000-7000-8000-000000000001';

/** Whether it is the project that is meant where none is named. */
export function isMain({ id }: { id?: unknown }): boolean {
  return id === MAIN_PROJECT_ID;
}

type Named = { key: string; number: number; project: { id: string; key: string } };

/** How an issue is called here: by its number, where that is enough to find it again, else by its key. */
export function nameOfIssue(issue: Named, here: DefaultProject | undefined): string {
  return isFoundByNumber(issue, here) ? `#${issue.number}` : issue.key;
}

/** The names of a list: all numbers, or all keys. */
export function namesOfIssues<Issue extends Named>(
  issues: readonly Issue[],
  here: DefaultProject | undefined,
): (issue: Issue) => string {
  const byNumber = issues.every((issue) => isFoundByNumber(issue, here));
  return (issue) => (byNumber ? `#${issue.number}` : issue.key);
}

function isFoundByNumber({ project }: Named, here: DefaultProject | undefined): boolean {
  return here ? project.key === here.key : isMain(project);
}

/** The same of a key alone, such as that of an issue which is named beside another one. */
export function nameOfKey(key: string, here: DefaultProject | undefined): string {
  const [, project, number] = /^([A-Z][A-Z0-9]*)-(\d+)$/i.exec(key) ?? [];
  return project?.toUpperCase() === (here?.key ?? MAIN) ? `#${number}` : key;
}

/** The end of the address of its page. */
export function pageOfIssue({ key, number, project }: Named): string {
  return `/issues/${isMain(project) ? number : key}`;
}

/** What a procedure takes for an issue as people write it: `12`, `#12`, `WEB-12`. A number is one of the default project. */
export function issueKeyOf(word: string, here: DefaultProject | undefined): string {
  const bare = word.replace(/^#/, '');
  return here && /^\d+$/.test(bare) ? `${here.key}-${bare}` : bare;
}
