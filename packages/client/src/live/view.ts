import { type Copy, type Ref, ROW_TYPES, type RowType, type RowTypes } from './copy.ts';
import type { Patch } from './patch.ts';
import { Table } from './table.ts';

export type Tables = { [Type in RowType]: Table<RowTypes[Type]> };

/** What a page shows: the rows of the server, and over them what the page has changed and is not told of yet. */
export class View {
  readonly tables: Tables = {
    project: new Table(),
    user: new Table(),
    label: new Table(),
    milestone: new Table(),
    issue: new Table(),
  };
  readonly #copy: Copy;
  /** In the order in which they were made. */
  readonly #patches: () => Iterable<Patch>;

  constructor(copy: Copy, patches: () => Iterable<Patch>) {
    this.#copy = copy;
    this.#patches = patches;
  }

  /** Makes these rows anew, and tells who has subscribed. */
  refresh(refs: Iterable<Ref>): void {
    const patches = Map.groupBy(this.#patches(), keyOf);
    for (const ref of refs) this.#refreshOne(ref.type, ref.id, patches.get(keyOf(ref)) ?? []);
    for (const type of ROW_TYPES) this.tables[type].tell();
  }

  #refreshOne<Type extends RowType>(type: Type, id: string, patches: Patch[]): void {
    let row: RowTypes[Type] | undefined = this.#copy.get(type, id);
    for (const patch of patches) row = patched(row, patch as Patch<Type>);
    this.tables[type].set(id, row);
  }
}

function patched<Type extends RowType>(
  row: RowTypes[Type] | undefined,
  patch: Patch<Type>,
): RowTypes[Type] | undefined {
  if (patch.change === 'deleted') return undefined;
  if (patch.change === 'created') return row ?? patch.row;
  return row && { ...row, ...patch.fields };
}

function keyOf({ type, id }: Ref): string {
  return `${type} ${id}`;
}
