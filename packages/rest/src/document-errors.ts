import { STATUS_CODES } from 'node:http';
import { type ErrorCode, errorTable, MAX_ISSUES } from '@docket/router';
import type { OpenAPIObject } from 'trpc-openapi';
import type { Binding } from './binding.ts';
import { limitHeaders, RETRY_AFTER } from './document-headers.ts';
import { PROBLEM_TYPE } from './problem.ts';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** The JSON Schema of every error answer. */
export const problemSchema: Schema = {
  type: 'object',
  description: 'What went wrong (problem details, RFC 9457)',
  properties: {
    type: { type: 'string', description: 'Always `about:blank`: `code` tells the kind' },
    title: { type: 'string', description: 'The HTTP status in words' },
    status: { type: 'integer', description: 'The HTTP status' },
    detail: { type: 'string', description: 'What went wrong, for people' },
    instance: { type: 'string', description: 'The address that was asked' },
    code: { type: 'string', enum: Object.keys(errorTable), description: 'What went wrong, for programs' },
    request_id: { type: 'string', description: 'Stands in our log as well' },
    errors: {
      type: 'array',
      maxItems: MAX_ISSUES,
      description: 'What is wrong with the input, field by field',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'Dotted, such as `labels.0`; empty for the whole input' },
          message: { type: 'string' },
          code: { type: 'string' },
        },
        required: ['path', 'message', 'code'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
  examples: [exampleOf('issue_not_found')],
};

/** The error answers of an operation, with an example for each code. */
export function errorResponses(binding: Binding): Record<string, object> {
  const byStatus = Map.groupBy(errorCodesOf(binding), (code) => errorTable[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, codes]) => [
        String(status),
        {
          description: codes.map((code) => errorTable[code].detail).join('; '),
          ...headersOf(status),
          content: {
            [PROBLEM_TYPE]: {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
            },
          },
        },
      ]),
  );
}

function headersOf(status: number): { headers?: object } {
  if (status === 429) return { headers: { ...RETRY_AFTER, ...limitHeaders } };
  return status === 503 ? { headers: RETRY_AFTER } : {};
}

function errorCodesOf({ method, path, procedure }: Binding): ErrorCode[] {
  const { errors = [], audience, scope, input } = procedure;
  const codes: ErrorCode[] = [...errors];
  if (audience !== 'public') {
    codes.push('unauthenticated', 'inactive_user', scope ? 'insufficient_scope' : 'session_required');
  }
  if (audience === 'admin') codes.push('forbidden');
  if (input) codes.push('validation_failed');
  if (method !== 'GET') codes.push('malformed_request', 'payload_too_large', 'unsupported_media_type');
  if (path.includes('{')) codes.push('malformed_request'); // it may not be decodable
  codes.push('rate_limited', 'internal_error', 'unavailable');
  return [...new Set(codes)];
}

function exampleOf(code: ErrorCode) {
  const { status, detail } = errorTable[code];
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    instance: '/api/v1/issues/42',
    code,
    request_id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c16',
  };
}
