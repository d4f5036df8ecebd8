import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, test } from 'vitest';
import { restBindings } from '../src/binding.ts';
import { openApiDocument } from '../src/document.ts';

const document = openApiDocument({ PROJECT_NAME: 'Issue Tracker API', VERSION: '1.2.3' });

type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: object[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  requestBody?: { content: Record<string, { schema: object }> };
};

const operations = Object.values(document.paths ?? {}).flatMap((item) =>
  Object.entries(item as Record<string, Operation>)
    .filter(([method]) => method !== 'servers')
    .map(([, operation]) => operation),
);

test('passes the recommended rules of Redocly without an error or a warning', async () => {
  const problems = await lintFromString({
    source: JSON.stringify(document),
    config: await createConfig({ extends: ['recommended'] }),
  });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
});

test('takes title and version from the settings', () => {
  expect(document.info).toMatchObject({ title: 'Issue Tracker API', version: '1.2.3' });
});

test('has an operation for every address of every procedure', () => {
  expect(operations).toHaveLength(restBindings().length);
});

describe.each(operations.map((operation) => [operation.operationId, operation] as const))('%s', (_id, operation) => {
  test('says what it does, under a tag', () => {
    expect(operation.summary).not.toBe('');
    expect(operation.description).not.toBe('');
    expect(operation.tags).toHaveLength(1);
  });

  test('has real statuses: errors are problems, and there is one success', () => {
    const statuses = Object.keys(operation.responses).map(Number);
    expect(statuses.filter((status) => status < 300)).toHaveLength(1);
    expect(statuses).toEqual(expect.arrayContaining([429, 500, 503]));
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      expect(content?.['application/problem+json']?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
    }
  });
});

test('asks for a sign-in exactly where the procedure does', () => {
  const isOpen = operations.map((operation) => [operation.operationId, operation.security.length === 0]);
  const isPublic = restBindings().map(({ operationId, procedure }) => [operationId, procedure.audience === 'public']);
  expect(Object.fromEntries(isOpen)).toEqual(Object.fromEntries(isPublic));
  expect(isPublic).toContainEqual(['login', true]);
});

test('names the schemas of request bodies, and shows an example of every schema', () => {
  const create = operations.find((operation) => operation.operationId === 'createIssue');
  expect(create?.requestBody?.content['application/json']?.schema).toEqual({
    $ref: '#/components/schemas/CreateIssue',
  });
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, { examples?: unknown[] }][];
  expect(schemas.filter(([, schema]) => !schema.examples?.length).map(([name]) => name)).toEqual([]);
});

test('is the same for two settings side by side: nothing is remembered from one to the next', () => {
  const other = openApiDocument({ PROJECT_NAME: 'Other', VERSION: '9' });
  expect({ ...other, info: document.info }).toEqual(document);
});

test('has the length that ISSUE_DESCRIPTION_MAX gives to descriptions, and is the same otherwise', () => {
  const lengthOf = ({ components }: typeof document) => {
    const schema = components?.schemas?.['CreateIssue'] ?? {};
    return 'properties' in schema && schema.properties?.['description'];
  };
  const raised = openApiDocument({ PROJECT_NAME: 'Issue Tracker API', VERSION: '1.2.3', ISSUE_DESCRIPTION_MAX: 5000 });
  expect(lengthOf(document)).toMatchObject({ maxLength: 2000 });
  expect(lengthOf(raised)).toMatchObject({ maxLength: 5000 });
  const text = JSON.stringify(raised).replaceAll('"maxLength":5000', '"maxLength":2000');
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
});
