import type { SignedInActor } from '../../../core/actor.ts';
import type { DownloadContext } from '../../../core/download.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Attachment } from '../../attachment/schema/attachment.ts';
import { seesAccounts } from '../../event/policy.ts';
import type { WholeEvent } from '../../event/queries/whole.ts';
import { reactionsIn } from '../../reaction/queries/counts.ts';
import type { Relation } from '../../relation/schema.ts';
import {
  type ExportedComment,
  type ExportedIssue,
  type Person,
  readMilestones,
  readPeople,
  readProject,
} from '../queries/exported.ts';

/** Of what an import of such a file has made. It came from here, or from elsewhere, as any other. */
const IMPORTED_FROM_DOCKET = /^docket:/;

/** Some lines that are written together. */
export type Part = {
  issues: ExportedIssue[];
  comments: ExportedComment[];
  /** Those on comments, by the comment. */
  files: Map<string | null, Attachment[]>;
  events: WholeEvent[];
};

export function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

type Options = { without_ids: boolean };

/**
 * Writes the lines of an export, in which people, labels and milestones stand by name. Each is introduced by a line of its
 * own before the first line that names it. It holds what was introduced, and no issue.
 */
export class References {
  readonly #db: ActorReader;
  readonly #options: Options;
  readonly #showsEmails: boolean;
  /** Names of people in the file, by id. */
  readonly #people = new Map<string, string>();
  readonly #others = new Set<string>();
  #unnamed = 0;
  /** The key of the last issue, and the numbers of its comments by their ids. */
  #issue = { id: '', key: '' };
  #comments = new Map<string, number>();

  constructor(db: ActorReader, { actor }: DownloadContext<SignedInActor>, options: Options) {
    this.#db = db;
    this.#options = options;
    this.#showsEmails = seesAccounts(actor);
  }

  /** The lines for what is named in a part, and was in none before. */
  async introduce(part: Part): Promise<string[]> {
    const lines: string[] = [];
    for (const { project, labels, milestone } of part.issues) {
      const labelProjects = labels.flatMap((label) => label.project?.id ?? []);
      for (const id of [project.id, ...labelProjects].filter((one) => this.#isNew(one))) {
        lines.push(this.#line('project', await readProject(this.#db, id)));
      }
      for (const label of labels.filter(({ id }) => this.#isNew(id))) {
        const { id, name, color, description, created_at, updated_at } = label;
        const about = { id, project: label.project?.key ?? null, name, color, description, created_at, updated_at };
        lines.push(this.#line('label', about));
      }
      if (milestone && this.#isNew(milestone.id)) {
        for (const about of await readMilestones(this.#db, [milestone.id])) lines.push(this.#line('milestone', about));
      }
    }
    return [...lines, ...(await this.#introducePeople(part))];
  }

  issue(issue: ExportedIssue): object {
    const { id, key, number, title, description, priority, status, version } = issue;
    const { created_at, updated_at, closed_at, closed_reason } = issue;
    this.#issue = { id, key };
    this.#comments = new Map();
    const from = issue.imported_from;
    return this.#typed('issue', {
      id,
      key,
      project: issue.project.key,
      number,
      title,
      description,
      priority,
      status,
      author: this.#person(issue.author.id),
      assignees: issue.assignees.map((one) => this.#person(one.id)),
      labels: issue.labels.map((label) => ({ project: label.project?.key ?? null, name: label.name })),
      milestone: issue.milestone?.title ?? null,
      due_on: issue.due_on,
      former_keys: issue.former_keys,
      imported_from: from !== null && IMPORTED_FROM_DOCKET.test(from) ? null : from,
      version,
      created_at,
      updated_at,
      closed_at,
      closed_reason,
      reactions: issue.reactions,
      parent: issue.parent && this.#named(issue.parent),
      parts: issue.parts.map((one) => this.#named(one)),
      relations: issue.relations.map((one) => this.#relation(one)),
    });
  }

  comment({ id, author_id, body, reactions, version, created_at, updated_at }: ExportedComment): object {
    const number = this.#comments.size + 1;
    this.#comments.set(id, number);
    const author = this.#person(author_id);
    return this.#typed('comment', {
      id,
      issue: this.#issue.key,
      number,
      author,
      body,
      reactions: reactionsIn(reactions),
      version,
      created_at,
      updated_at,
    });
  }

  /** By the key of the other issue, and by its id, by which an import knows it. */
  #relation({ type, issue: { id, key }, created_at }: Relation): object {
    return { type, ...this.#named({ id, key }), created_at };
  }

  #named({ id, key }: { id: string; key: string }): object {
    return { issue: key, ...(!this.#options.without_ids && { id }) };
  }

  /** A file on the last issue, or on one of its comments: what it is, without its content. */
  file({ id, comment_id, uploader, filename, size, content_type, sha256, created_at }: Attachment): object {
    const place = { issue: this.#issue.key, comment: this.#comments.get(comment_id ?? '') ?? null };
    const about = { uploader: this.#person(uploader.id), filename, size, content_type, sha256, created_at };
    return this.#typed('attachment', { id, ...place, ...about });
  }

  event({ id, type, actor, actor_name, comment_id, changes, created_at }: WholeEvent): object {
    return this.#typed('event', {
      id,
      issue: this.#issue.key,
      event: type,
      actor: actor && this.#person(actor.id),
      actor_name,
      comment: this.#comments.get(comment_id ?? '') ?? null,
      changes: changes.map((change) =>
        change.field === 'assignees'
          ? { ...change, from: this.#peopleIn(change.from), to: this.#peopleIn(change.to) }
          : change,
      ),
      created_at,
    });
  }

  async #introducePeople({ issues, comments, files, events }: Part): Promise<string[]> {
    const named = [
      ...issues.flatMap(({ author, assignees }) => [author.id, ...assignees.map(({ id }) => id)]),
      ...issues.flatMap(({ attachments }) => attachments.map(({ uploader }) => uploader.id)),
      ...comments.flatMap(({ id, author_id }) => [
        author_id,
        ...(files.get(id) ?? []).map(({ uploader }) => uploader.id),
      ]),
      ...events.flatMap(({ actor, changes }) => [actor?.id ?? '', ...changes.flatMap(assigneesIn)]),
    ];
    const ids = [...new Set(named)].filter((id) => id !== '' && !this.#people.has(id));
    if (ids.length === 0) return [];
    const found = new Map((await readPeople(this.#db, ids)).map((person) => [person.id, person]));
    return ids.flatMap((id) => {
      const person = found.get(id);
      return person ? this.#introducePerson(person) : [];
    });
  }

  /** No username begins with `#`. */
  #introducePerson({ id, username, first_name, last_name, email, imported_from, is_deleted }: Person): string {
    if (username === null) this.#unnamed += 1;
    const ref = username ?? `#${this.#unnamed}`;
    this.#people.set(id, ref);
    const address = this.#showsEmails && !is_deleted && !email.endsWith('.invalid') ? email : null;
    const from = imported_from !== null && IMPORTED_FROM_DOCKET.test(imported_from) ? null : imported_from;
    const about = { id, ref, username, first_name, last_name, email: address, imported_from: from, is_deleted };
    return this.#line('user', about);
  }

  #person(id: string): string | null {
    return this.#people.get(id) ?? null;
  }

  #peopleIn(value: WholeEvent['changes'][number]['from']): (string | null)[] | null {
    return Array.isArray(value) ? value.map((id) => this.#person(id)) : null;
  }

  #isNew(id: string): boolean {
    if (this.#others.has(id)) return false;
    this.#others.add(id);
    return true;
  }

  #line<About extends { id: string }>(type: string, about: About): string {
    return line(this.#typed(type, about));
  }

  #typed<About extends { id: string }>(type: string, { id, ...about }: About): object {
    return this.#options.without_ids ? { type, ...about } : { type, id, ...about };
  }
}

/** Ids, which the history of assignees holds. */
function assigneesIn({ field, from, to }: WholeEvent['changes'][number]): string[] {
  return field === 'assignees' ? [from, to].flat().filter((one) => typeof one === 'string') : [];
}
