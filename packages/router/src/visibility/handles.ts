import { type Bind, isOneOf, type Tables, type Reader as WholeReader, type Writer as WholeWriter } from '@docket/db';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { OpenTables, With } from './guarded.ts';
import { ChangedWords, type Indexing } from './indexing.ts';
import { type Sight, sees } from './sight.ts';

/** A handle for reading what every actor may see, or what no actor is asked about. */
export type Reader = Pick<Kysely<OpenTables>, 'selectFrom' | 'getExecutor'>;

/** A place in the log of events. Positions grow in the order of commits; those of two logs mean nothing to each other. */
export type LogPosition = { log_id: string; position: number };

/** The same inside a transaction. It writes to every table, and reads as a `Reader` does. */
export type Writer = Reader &
  Pick<WholeWriter, 'insertInto' | 'updateTable' | 'deleteFrom'> & {
    /** Of those that were written through this handle, which is of one transaction. */
    lastEvent?: LogPosition;
  };

/** An issue that was read through a handle that is bound to the actor. */
type SeenIssue = { id: string; project_id: string };

/** How the guarded tables are read. */
type Seeing = {
  readonly sight: Sight;
  /** Says that the actor gets something of a project to see: whatever makes an answer of what is in one calls it. */
  look(project_id: string | null): void;
  /** The projects of others among them, where it is the first look. Left out where there are none. */
  readonly looked?: ReadonlySet<string>;
  /** The projects that the actor may see. */
  projects(): SelectQueryBuilder<With<'project'>, 'project', object>;
  /** The labels of all projects, and of those that the actor may see. Their projects may be looked up. */
  labels(): SelectQueryBuilder<With<'label' | 'project'>, 'label', object>;
  /** The milestones of the projects that the actor may see. Their projects may be looked up. */
  milestones(): SelectQueryBuilder<With<'milestone' | 'project'>, 'milestone', object>;
  /** The issues that the actor may see, without those in the bin. Their projects may be joined. */
  issues(): SelectQueryBuilder<With<'issue' | 'project'>, 'issue', object>;
  /** The same, and those in the bin that the actor would see if they were not there. */
  issuesAndBin(): SelectQueryBuilder<With<'issue' | 'project'>, 'issue', object>;
  /** The comments on those issues. */
  comments(): SelectQueryBuilder<With<'issue' | 'comment'>, 'issue' | 'comment', object>;
  /** The comments on an issue that the actor was given. */
  commentsOn(issue: SeenIssue): SelectQueryBuilder<With<'comment'>, 'comment', object>;
  /** The files on those issues and their comments. */
  attachments(): SelectQueryBuilder<With<'issue' | 'attachment'>, 'issue' | 'attachment', object>;
  /** The files on an issue that the actor was given, and on its comments. */
  attachmentsOf(issue: SeenIssue): SelectQueryBuilder<With<'attachment'>, 'attachment', object>;
  /** The events of the issues that the actor may see. */
  issueEvents(): SelectQueryBuilder<With<'issue' | 'event'>, 'issue' | 'event', object>;
  /** The events of an issue that the actor was given. */
  eventsOf(issue: SeenIssue): SelectQueryBuilder<With<'event'>, 'event', object>;
};

/** A reader that is bound to an actor: it gives nothing of what the actor may not see. */
export type ActorReader = Reader & Seeing;

/** A writer that is bound to an actor. What it changes was read through it before. */
export type ActorWriter = Writer & Seeing & Indexing;

/** The projects that are seen, as JSON or its bind value; undefined: none is hidden. */
type Seen = string | Bind<string> | undefined;

/** A bound handle. Features know its types only. */
export class Handle implements Seeing {
  readonly sight: Sight;
  looked?: Set<string>;
  readonly #db: WholeReader;
  protected readonly seen: Seen;

  constructor(db: WholeReader, sight: Sight, seen: Seen = sight.seen) {
    this.#db = db;
    this.sight = sight;
    this.seen = seen;
  }

  /** The same handle, with a bind value in place of what is seen. */
  seeing(seen: Bind<string>): Handle {
    return new Handle(this.#db, this.sight, seen);
  }

  get selectFrom(): WholeReader['selectFrom'] {
    return this.#db.selectFrom.bind(this.#db);
  }

  getExecutor() {
    return this.#db.getExecutor();
  }

  look(project_id: string | null): void {
    if (project_id === null || !this.sight.foreign?.has(project_id)) return;
    this.looked ??= new Set();
    this.looked.add(project_id);
  }

  projects() {
    return this.#db
      .selectFrom('project')
      .$if(this.seen !== undefined, (query) => query.where(this.#sees('project.id')));
  }

  labels() {
    return this.#db
      .selectFrom('label')
      .where('label.deleted_at', 'is', null)
      .$if(this.seen !== undefined, (query) =>
        query.where((eb) => eb.or([eb('label.project_id', 'is', null), this.#sees('label.project_id')])),
      );
  }

  milestones() {
    return this.#db
      .selectFrom('milestone')
      .where('milestone.deleted_at', 'is', null)
      .$if(this.seen !== undefined, (query) => query.where(this.#sees('milestone.project_id')));
  }

  issues() {
    return this.#visible(this.#db.selectFrom('issue'));
  }

  issuesAndBin() {
    return this.#inSight(this.#db.selectFrom('issue'));
  }

  comments() {
    return this.#visible(this.#db.selectFrom('comment').innerJoin('issue', 'issue.id', 'comment.issue_id'));
  }

  commentsOn(issue: SeenIssue) {
    return this.#db.selectFrom('comment').where('comment.issue_id', '=', this.#idOf(issue));
  }

  attachments() {
    return this.#visible(this.#db.selectFrom('attachment').innerJoin('issue', 'issue.id', 'attachment.issue_id'));
  }

  attachmentsOf(issue: SeenIssue) {
    return this.#db.selectFrom('attachment').where('attachment.issue_id', '=', this.#idOf(issue));
  }

  issueEvents() {
    return this.#visible(this.#db.selectFrom('event').innerJoin('issue', 'issue.id', 'event.subject_id'));
  }

  eventsOf(issue: SeenIssue) {
    return this.#db.selectFrom('event').where('event.subject_id', '=', this.#idOf(issue));
  }

  /** The one rule of what is seen. */
  #visible<DB extends Pick<Tables, 'issue'>, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB | 'issue', O>,
  ): SelectQueryBuilder<DB, TB | 'issue', O> {
    return this.#inSight(query.where(sql.ref('issue.deleted_at'), 'is', null));
  }

  #inSight<DB extends Pick<Tables, 'issue'>, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB | 'issue', O>,
  ): SelectQueryBuilder<DB, TB | 'issue', O> {
    return this.seen === undefined ? query : query.where(this.#sees('issue.project_id'));
  }

  #sees(column: string) {
    return isOneOf(this.#db, column, this.seen ?? '[]');
  }

  /** @throws Error, of us: an issue that the actor may not see is asked for by its id */
  #idOf({ id, project_id }: SeenIssue): string {
    if (!sees(this.sight, project_id)) throw new Error(`issue ${id} is not seen by who asks`);
    return id;
  }
}

class WritingHandle extends Handle implements Indexing {
  lastEvent?: LogPosition;
  readonly #changed = new ChangedWords();
  readonly reindex = this.#changed.reindex;
  readonly indexNew = this.#changed.indexNew;
  readonly doubtNew = this.#changed.doubtNew;
  readonly reindexLabel = this.#changed.reindexLabel;
  readonly #db: WholeWriter;

  constructor(db: WholeWriter, sight: Sight, seen: Seen = sight.seen) {
    super(db, sight, seen);
    this.#db = db;
  }

  override seeing(seen: Bind<string>): WritingHandle {
    return new WritingHandle(this.#db, this.sight, seen);
  }

  index(): Promise<void> {
    return this.#changed.index(this.#db);
  }

  get insertInto(): Writer['insertInto'] {
    return this.#db.insertInto.bind(this.#db);
  }

  get updateTable(): Writer['updateTable'] {
    return this.#db.updateTable.bind(this.#db);
  }

  get deleteFrom(): Writer['deleteFrom'] {
    return this.#db.deleteFrom.bind(this.#db);
  }
}

const readers = new WeakMap<Reader, WeakMap<Sight, ActorReader>>();

/** Binds a reader. There is one for all calls with the same sight, so that they share statements (`batchLoader`). */
export function readerFor(db: Reader, sight: Sight): ActorReader {
  const bound = readers.get(db) ?? new WeakMap<Sight, ActorReader>();
  const known = bound.get(sight);
  if (known) return known;
  const reader = new Handle(db, sight);
  readers.set(db, bound.set(sight, reader));
  return reader;
}

/** A reader that shares nothing: what is looked at with it was looked at by whoever has it. */
export function ownReaderFor(db: Reader, sight: Sight): ActorReader {
  return new Handle(db, sight);
}

/** Writes in this transaction with what the actor may see, and then what was written into the index of words. */
export async function writingAs<T>(db: WholeWriter, sight: Sight, work: (db: ActorWriter) => Promise<T>): Promise<T> {
  const writer = new WritingHandle(db, sight);
  const result = await work(writer);
  await writer.index();
  return result;
}

/**
 * All tables, whatever the actor may see: for files that ask what is seen by themselves, or work for nobody. The
 * structure check lists them.
 */
export function unguarded(db: Reader): WholeReader {
  return db;
}
