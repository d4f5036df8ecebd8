import type { ProcedureInfo } from '@docket/router';

/** Bytes, in the way that generators of clients know. */
const FILE = { type: 'string', format: 'binary' } as const;

/** What an upload takes: a form, whose files come one after another. */
export function uploadBody({ kind }: ProcedureInfo) {
  if (kind !== 'upload') return {};
  const properties = {
    file: { ...FILE, description: 'A file, with its name' },
    files: { type: 'array', items: FILE, description: 'Several: the field over and over' },
  } as const;
  const schema = { type: 'object', description: 'One file or several', properties } as const;
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
}
