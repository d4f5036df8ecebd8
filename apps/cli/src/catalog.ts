import { readFileSync } from 'node:fs';

/** One field of the input of a procedure, as far as it can be typed. */
export type Field = {
  name: string;
  /** `list`: of texts. `json`: what no option can hold. */
  kind: 'text' | 'number' | 'flag' | 'list' | 'json';
  isRequired: boolean;
  isNullable?: boolean;
  description?: string;
  /** The values that there are. */
  choices?: string[];
  /** Of a list: whether commas separate values, as none can hold one. */
  splits?: boolean;
};

/** What is known of a procedure without the router, which takes long to load. */
export type Shape = {
  isQuery: boolean;
  isDownload?: true;
  isUpload?: true;
  isFeed?: true;
  /** Nobody needs to say who calls it. */
  isPublic: boolean;
  summary: string;
  description: string;
  /** Null for a procedure without input. */
  fields: Field[] | null;
};

const file = new URL('./generated/procedures.json', import.meta.url);

/** The procedures by their names, such as `issue.list`. Generated from the router. */
export const shapes: Record<string, Shape> = JSON.parse(readFileSync(file, 'utf8'));

/** @throws Error for a procedure that is not there. */
export function shapeOf(procedure: string): Shape {
  const shape = shapes[procedure];
  if (!shape) throw new Error(`There is no procedure ${procedure}: run "npx pnpm@12 run generate"`);
  return shape;
}
