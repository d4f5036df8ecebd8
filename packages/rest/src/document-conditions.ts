import type { Binding } from './binding.ts';
import { refer } from './document-headers.ts';

const EXAMPLE = '"0c5f2b7de8f54c1a9d3e6b8a7f102c4d"';

const tags = { in: 'header', example: EXAMPLE, schema: { type: 'string' } } as const;

/** The conditions that a caller may set (RFC 9110, section 13.1), as the document describes them once. */
export const conditionParameters = {
  'If-Match': {
    name: 'If-Match',
    description:
      'Entity tags, or `*`: when what there is has another one, nothing is changed (412). Edits of different fields merge with `version` in the body instead',
    ...tags,
  },
  'If-None-Match': {
    name: 'If-None-Match',
    description: 'Entity tags, or `*`: when what there is has one of them, the answer is 304',
    ...tags,
  },
} as const;

/** The conditions that a caller of an operation may set, as references. */
export function conditionsFor({ method, isVersioned }: Binding): { $ref: string }[] {
  if (!isVersioned || method === 'POST') return [];
  const name: keyof typeof conditionParameters = method === 'GET' ? 'If-None-Match' : 'If-Match';
  return [{ $ref: `#/components/parameters/${name}` }];
}

/** The header that says in what state a resource is. */
export function tagHeader({ method, isVersioned }: Binding): Record<string, { $ref: string }> {
  return isVersioned && method !== 'PUT' && method !== 'DELETE' ? refer('ETag') : {};
}

/** The answer to a caller who has the resource already. */
export function notModified(binding: Binding) {
  if (!binding.isVersioned || binding.method !== 'GET') return {};
  return { 304: { description: 'It is as the caller has it', headers: tagHeader(binding) } };
}
