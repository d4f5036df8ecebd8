import type { SyncedIssue, SyncedLabel, SyncedMilestone, SyncedProject, SyncMessage, UserSummary } from '../index.ts';

/** The rows of a copy, by what they are. */
export type RowTypes = {
  project: SyncedProject;
  user: UserSummary;
  label: SyncedLabel;
  milestone: SyncedMilestone;
  issue: SyncedIssue;
};

export type RowType = keyof RowTypes;

export const ROW_TYPES = ['project', 'user', 'label', 'milestone', 'issue'] as const satisfies RowType[];

/** A row of a bootstrap. */
export type Line = { [Type in RowType]: { type: Type } & RowTypes[Type] }[RowType];

/** What `sync.changes` and `sync.stream` tell of what changed. */
export type Changed = Pick<SyncMessage, 'changes'>;

/** Which row. */
export type Ref = { type: RowType; id: string };

/** What the server has, as far as it was told: rows by id. Whatever is told later is as it was later, or the same. */
export class Copy {
  readonly #rows: { [Type in RowType]: Map<string, RowTypes[Type]> } = {
    project: new Map(),
    user: new Map(),
    label: new Map(),
    milestone: new Map(),
    issue: new Map(),
  };
  /** The projects of which it has all rows. */
  readonly #whole = new Set<string>();

  get<Type extends RowType>(type: Type, id: string): RowTypes[Type] | undefined {
    return this.#rows[type].get(id);
  }

  all<Type extends RowType>(type: Type): MapIterator<RowTypes[Type]> {
    return this.#rows[type].values();
  }

  /** Forgets everything. */
  clear(): Ref[] {
    this.#whole.clear();
    return ROW_TYPES.flatMap((type) => {
      const ids = [...this.#rows[type].keys()];
      this.#rows[type].clear();
      return ids.map((id) => ({ type, id }));
    });
  }

  /** Takes rows of a bootstrap, or those that were kept. */
  fill(lines: Iterable<Line>): Ref[] {
    return Array.from(lines, ({ type, ...row }) => {
      this.#set(type, row as RowTypes[typeof type]); // a line has the row of its type
      if (type === 'project') this.#whole.add(row.id);
      return { type, id: row.id };
    });
  }

  /** The projects of which it is about to have no more than what was touched: it needs all of their rows. */
  unknownIn({ changes }: Changed): Set<string> {
    const lost = new Set(changes.flatMap((change) => ('deleted' in change ? change.id : [])));
    const named = changes.flatMap((change) => ('deleted' in change ? [] : (projectOf(change) ?? [])));
    return new Set(named.filter((id) => !this.#whole.has(id) || lost.has(id)));
  }

  apply({ changes }: Changed): Ref[] {
    return changes.flatMap((change) => {
      if (!('deleted' in change)) return this.#set(change.type, change.value);
      return change.type === 'project' ? this.drop(change.id) : this.#delete(change);
    });
  }

  /** A project goes with all that is in it. */
  drop(project_id: string): Ref[] {
    this.#whole.delete(project_id);
    const inside = (['label', 'milestone', 'issue'] as const).flatMap((type) => {
      const rows = [...this.#rows[type].values()] as { id: string; project_id: string | null }[];
      return rows.flatMap((row) => (row.project_id === project_id ? { type, id: row.id } : []));
    });
    return [...inside, { type: 'project' as const, id: project_id }].flatMap((ref) => this.#delete(ref));
  }

  #set<Type extends RowType>(type: Type, row: RowTypes[Type]): Ref {
    this.#rows[type].set(row.id, row);
    return { type, id: row.id };
  }

  #delete({ type, id }: Ref): Ref[] {
    return this.#rows[type].delete(id) ? [{ type, id }] : [];
  }
}

/** The project that a row is or is in; null: none. */
function projectOf(change: Extract<Changed['changes'][number], { value: unknown }>): string | null {
  if (change.type === 'project') return change.id;
  return change.type === 'user' ? null : change.value.project_id;
}
