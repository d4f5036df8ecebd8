/** Rows of one kind, as they are and as the page has changed them. */
export type LiveTable<Row extends { id: string }> = {
  get(id: string): Row | undefined;
  /** All of them, in no order: the same array until one of them changes, as `useSyncExternalStore` wants it. */
  readonly all: () => readonly Row[];
  /** Those with this value in a field; of a list of ids, those that have it in there. It keeps an index for each field. */
  where<Field extends keyof Row>(field: Field, value: ValueIn<Row[Field]>): Row[];
  /** Calls the listener after rows have changed, with their ids. */
  readonly subscribe: (listener: (ids: ReadonlySet<string>) => void) => () => void;
};

type ValueIn<Value> = Value extends readonly (infer One)[] ? One : Value;

type Index<Row> = Map<unknown, Map<string, Row>>;

export class Table<Row extends { id: string }> implements LiveTable<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #indexes = new Map<keyof Row, Index<Row>>();
  readonly #listeners = new Set<(ids: ReadonlySet<string>) => void>();
  #all: readonly Row[] | undefined;
  #changed = new Set<string>();

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  readonly all = (): readonly Row[] => {
    this.#all ??= [...this.#rows.values()];
    return this.#all;
  };

  where<Field extends keyof Row>(field: Field, value: ValueIn<Row[Field]>): Row[] {
    return [...(this.#indexOn(field).get(value)?.values() ?? [])];
  }

  readonly subscribe = (listener: (ids: ReadonlySet<string>) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Puts a row into the place of the one that there is, or takes that out. Listeners are told by `tell`. */
  set(id: string, row: Row | undefined): void {
    const before = this.#rows.get(id);
    if (before === row || (before && row && JSON.stringify(before) === JSON.stringify(row))) return;
    for (const [field, index] of this.#indexes) {
      if (before) for (const value of valuesOf(before[field])) index.get(value)?.delete(id);
      if (row) enter(index, field, row);
    }
    if (row) this.#rows.set(id, row);
    else this.#rows.delete(id);
    this.#all = undefined;
    this.#changed.add(id);
  }

  tell(): void {
    if (this.#changed.size === 0) return;
    const ids = this.#changed;
    this.#changed = new Set();
    for (const listener of this.#listeners) listener(ids);
  }

  #indexOn(field: keyof Row): Index<Row> {
    const known = this.#indexes.get(field);
    if (known) return known;
    const index: Index<Row> = new Map();
    for (const row of this.#rows.values()) enter(index, field, row);
    this.#indexes.set(field, index);
    return index;
  }
}

function enter<Row extends { id: string }>(index: Index<Row>, field: keyof Row, row: Row): void {
  for (const value of valuesOf(row[field])) {
    const rows = index.get(value) ?? new Map<string, Row>();
    index.set(value, rows.set(row.id, row));
  }
}

function valuesOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
