import { fold, type ImportResult, originOfPerson } from '@docket/router';
import type { Entry } from './import-file.ts';

type Made = Omit<ImportResult['made'], 'project'>;

/** What all parts have added. */
export type Sum = Omit<ImportResult, 'made' | 'known' | 'left'> & {
  /** By name; of a dry run alone. */
  made: Omit<Made, 'logins'>;
  /** Keys of the projects that were made, or would be. */
  projects: string[];
};

/** What was sent in one part. */
type Part = { source: string; project?: string | undefined; labels: { name: string; for_all?: boolean | undefined }[] };

const COUNTS = ['created', 'skipped', 'renumbered', 'comments', 'users', 'labels', 'milestones'] as const;

/** What all parts added together. In a dry run each part names what the parts before it would have made. */
export class Total {
  readonly #isDry: boolean;
  readonly #sum = { created: 0, skipped: 0, renumbered: 0, comments: 0, users: 0, labels: 0, milestones: 0 };
  readonly #made = { users: new Map<string, string>(), milestones: new Map<string, string>() };
  /** Of labels that would be made: by name, the projects that would have one, and '' for one of all projects. */
  readonly #labels = new Map<string, { name: string; projects: Set<string> }>();
  /** Numbers of a dry run, by project: of two issues, the second loses it. */
  readonly #numbers = new Set<string>();
  readonly #projects: string[] = [];
  readonly #dropped: string[] = [];

  constructor(isDry: boolean) {
    this.#isDry = isDry;
  }

  add(result: ImportResult, part: Part): void {
    for (const key of COUNTS) this.#sum[key] += result[key];
    const { project } = result.made;
    if (project !== null && !this.#projects.includes(project)) this.#projects.push(project);
    this.#dropped.push(...result.dropped_keys);
    if (this.#isDry) this.#note(result.made, part);
  }

  get created(): number {
    return this.#sum.created;
  }

  /** An issue that would come in, in the order in which they are sent. */
  see(place: string, { source, issue: { number } }: Entry): void {
    if (!this.#isDry || number === undefined) return;
    const key = `${place.slice(source.length)} ${number}`;
    if (this.#numbers.has(key)) this.#sum.renumbered += 1;
    this.#numbers.add(key);
  }

  result(): Sum {
    const labels = [...this.#labels.values()].flatMap(({ name, projects }) => [...projects].map(() => name));
    const [users, milestones] = [[...this.#made.users.values()], [...this.#made.milestones.values()]];
    const sizes = { users: users.length, labels: labels.length, milestones: milestones.length };
    const sum = { ...this.#sum, ...(this.#isDry && sizes) };
    return { ...sum, dropped_keys: this.#dropped, made: { users, labels, milestones }, projects: this.#projects };
  }

  /** Each is known as the server would know it: a person by their origin, a milestone by project and title. */
  #note({ users, logins, labels, milestones }: Made, { source, project = '', labels: looks }: Part): void {
    for (const [at, login] of logins.entries()) {
      noteOnce(this.#made.users, originOfPerson(source, login), users[at] ?? login);
    }
    for (const title of milestones) noteOnce(this.#made.milestones, fold(`${project} ${title}`), title);
    for (const name of labels) {
      const isForAll = looks.some((look) => look.for_all === true && look.name === name);
      this.#noteLabel(name, { project, isForAll });
    }
  }

  /** A label is made for all where no project is named, or where that is said, unless a project has one of this name. */
  #noteLabel(name: string, { project, isForAll }: { project: string; isForAll: boolean }): void {
    const key = fold(name);
    const { projects } = this.#labels.get(key) ?? { projects: new Set() };
    if (projects.has('')) return;
    projects.add(isForAll && projects.size === 0 ? '' : project);
    this.#labels.set(key, { name: this.#labels.get(key)?.name ?? name, projects });
  }
}

function noteOnce(names: Map<string, string>, key: string, name: string): void {
  if (!names.has(key)) names.set(key, name);
}
