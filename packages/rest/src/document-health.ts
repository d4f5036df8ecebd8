import type { OpenAPIObject } from 'trpc-openapi';
import { ERRORS_OF_ALL, errorResponses } from './document-errors.ts';
import type { Components } from './document-schemas.ts';

type Paths = NonNullable<OpenAPIObject['paths']>;

const HEALTH = { status: 'ok' } as const;

export const healthSchema: Components['schemas'][string] = {
  type: 'object',
  description: 'The answer of a server that works',
  properties: { status: { type: 'string', const: HEALTH.status, description: 'Always `ok`' } },
  required: ['status'],
  examples: [HEALTH],
};

/**
 * What a server answers that is no procedure. The health of a server stands below the prefix as well as at the root,
 * since most generators of clients read no `servers` beside a path.
 */
export function healthPaths(components: Components): Paths {
  return {
    '/health': {
      get: {
        operationId: 'getHealth',
        summary: 'Ask for the health of the server',
        description: 'Whether the server answers. The same is at `/health` on the root of the server.',
        tags: ['Health'],
        security: [],
        responses: {
          '200': {
            description: 'It does',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } },
          },
          ...errorResponses(ERRORS_OF_ALL, components),
        },
      },
    },
  };
}
