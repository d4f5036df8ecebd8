import type { OpenAPIObject } from 'trpc-openapi';

export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: object[];
  parameters?: { name: string; in: string; description?: string; example?: unknown; schema: object }[];
  responses: Record<string, { $ref?: string }>;
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
};

type Parameters = NonNullable<Operation['parameters']>;

/** The operations, with the parameters that they share written out. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  const whole = (one: object) => ('$ref' in one ? resolve(document, String(one.$ref)) : one) as Parameters[number];
  return Object.values(document.paths ?? {})
    .flatMap((item) => Object.values(item as Record<string, Operation>))
    .map(({ parameters, ...operation }) => ({
      ...operation,
      ...(parameters && { parameters: parameters.map(whole) }),
    }));
}

type Node = { node: Record<string, unknown>; pointer: string };

/** Every object of a document, or of a part of it and what that refers to, with the place where it stands. Examples are none of it. */
export function nodesOf(document: OpenAPIObject, part: unknown = document): Node[] {
  const nodes: Node[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (!Array.isArray(value)) nodes.push({ node: value as Node['node'], pointer });
    for (const [key, child] of Object.entries(value)) {
      if (key === '$ref') visit(resolve(document, String(child)), String(child).slice(1));
      else if (!['example', 'examples'].includes(key)) visit(child, `${pointer}/${key}`);
    }
  };
  visit(part, '');
  return nodes;
}

function resolve(document: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}
