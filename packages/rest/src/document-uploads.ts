import type { ProcedureInfo } from '@docket/router';
import type { Components } from './document-schemas.ts';

/** Bytes, in the way that generators of clients know. */
const FILE = { type: 'string', format: 'binary' } as const;

/** The form of every upload. */
export const filesSchema: Components['schemas'][string] = {
  type: 'object',
  description: 'One file or several',
  minProperties: 1,
  properties: {
    file: { ...FILE, description: 'A file, with its name' },
    files: { type: 'array', items: FILE, minItems: 1, description: 'Several: the field over and over' },
  },
  examples: [{ file: 'crash.log' }],
};

/** What an upload takes: a form, whose files come one after another. */
export function uploadBody({ kind }: ProcedureInfo) {
  if (kind !== 'upload') return {};
  const schema = { $ref: '#/components/schemas/Files' } as const;
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
}
