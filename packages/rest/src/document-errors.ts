import { type ErrorCode, errorTable, MAX_ISSUES } from '@docket/router';
import type { Binding } from './binding.ts';
import { limitHeaders, RETRY_AFTER } from './document-headers.ts';
import type { Components } from './document-schemas.ts';
import { STATUS_CODES } from './node-http.ts';
import { PROBLEM_TYPE } from './problem.ts';

type Schema = Components['schemas'][string];

const EXAMPLE_CONFLICT = { field: 'title', yours: 'Crash on save', current: 'Crash on exit' };

const EXAMPLE_ISSUE = { path: 'title', message: 'Required', code: 'invalid_type' };

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
      description: 'What is wrong with the input, part by part; only where `code` is `validation_failed`',
      items: { $ref: '#/components/schemas/ValidationIssue' },
    },
    conflicts: {
      type: 'array',
      description:
        'What somebody else changed since the `version` of an edit; only where `code` is `precondition_failed`',
      items: { $ref: '#/components/schemas/Conflict' },
    },
    current: {
      type: 'object',
      description: 'What there is now; only where `code` is `precondition_failed`',
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
  examples: [exampleOf('issue_not_found')],
};

/** What is wrong with one part of an input. */
export const validationIssueSchema: Schema = {
  type: 'object',
  description: 'One thing that is wrong with the input',
  properties: {
    path: { type: 'string', description: 'Dotted, such as `labels.0`; empty for the whole input' },
    message: { type: 'string', description: 'What is wrong, for people' },
    code: { type: 'string', description: 'What is wrong, for programs' },
  },
  required: ['path', 'message', 'code'],
  examples: [EXAMPLE_ISSUE],
};

/** A field that an edit would change, and somebody else has changed. */
export const conflictSchema: Schema = {
  type: 'object',
  description: 'A field that an edit would change, and somebody else has changed since its version',
  properties: {
    field: { type: 'string', description: 'The name of the field' },
    yours: { description: 'What the edit would make of it' },
    current: { description: 'What somebody else made of it' },
  },
  required: ['field', 'yours', 'current'],
  examples: [EXAMPLE_CONFLICT],
};

/**
 * The error answers of an operation, as references. Most operations answer with the same errors: each answer, and the
 * example of each code, is written once among the components.
 */
export function errorResponses(codes: ErrorCode[], components: Components): Record<string, { $ref: string }> {
  const inOrder = (Object.keys(errorTable) as ErrorCode[]).filter((code) => codes.includes(code));
  const byStatus = Map.groupBy(inOrder, (code) => errorTable[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, same]) => [String(status), share(same, components)]),
  );
}

function share(codes: ErrorCode[], { responses, examples }: Components): { $ref: string } {
  const [first] = codes;
  const status = first && errorTable[first].status;
  const name = codes.map(pascalCase).join('Or');
  for (const code of codes) examples[code] = { value: exampleOf(code) };
  responses[name] = {
    description: codes.map((code) => errorTable[code].detail).join('; '),
    ...headersOf(status),
    content: {
      [PROBLEM_TYPE]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
  return { $ref: `#/components/responses/${name}` };
}

/** `issue_not_found` as `IssueNotFound`. */
function pascalCase(code: string): string {
  return code.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function headersOf(status: number | undefined): { headers?: Record<string, { $ref: string }> } {
  if (status === 429) return { headers: { ...RETRY_AFTER, ...limitHeaders } };
  return status === 503 ? { headers: RETRY_AFTER } : {};
}

/** What an operation may answer with when it fails. */
export function errorCodesOf(binding: Binding): ErrorCode[] {
  const { method, procedure } = binding;
  const { errors = [], audience, scope, takesKey, hasParts } = procedure;
  const codes: ErrorCode[] = [...errors, 'validation_failed']; // a parameter that is not known is refused everywhere
  if (audience !== 'public') {
    codes.push('unauthenticated', 'inactive_user');
    if (scope !== 'any') codes.push(scope ? 'insufficient_scope' : 'session_required');
  }
  if (audience === 'admin') codes.push('forbidden');
  if (isConditional(binding)) codes.push('precondition_failed');
  if (hasParts) codes.push('range_not_satisfiable');
  if (takesKey) codes.push('idempotency_answer_not_kept', 'idempotency_key_reused');
  if (method !== 'GET') codes.push('payload_too_large', 'unsupported_media_type');
  codes.push('rate_limited', ...ERRORS_OF_ALL);
  return codes;
}

/** Whether a caller may say what it wants to be so: If-Match is taken by all changes (`conditionsOf`). */
function isConditional({ method, isVersioned }: Binding): boolean {
  return method === 'GET' ? isVersioned : method !== 'POST';
}

/** A request may always be none of HTTP, and a server may always fail or be busy. */
export const ERRORS_OF_ALL: ErrorCode[] = ['malformed_request', 'internal_error', 'unavailable'];

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
    ...(code === 'validation_failed' && { errors: [EXAMPLE_ISSUE] }),
    ...(code === 'precondition_failed' && { conflicts: [EXAMPLE_CONFLICT], current: {} }),
  };
}
