import type { Ref, RowType, RowTypes } from './copy.ts';

/** A change of one row. It is plain JSON, so that it outlives the page. */
export type Patch<Type extends RowType = RowType> = Ref & { type: Type } & (
    | { change: 'created'; row: RowTypes[Type] }
    | { change: 'updated'; fields: Partial<RowTypes[Type]> }
    | { change: 'deleted' }
  );
