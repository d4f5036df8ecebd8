// Runs on none: it opens no database.

import { describe, expect, test } from 'vitest';
import { restBindings } from '../src/binding.ts';
import { openApiDocument } from '../src/document.ts';
import { nodesOf, operationsOf } from './document-nodes.ts';

const document = openApiDocument({ PROJECT_NAME: 'Issue Tracker API', VERSION: '1.2.3' });
const operations = operationsOf(document);
const schemas = Object.entries(document.components?.schemas ?? {}) as [string, { examples?: unknown[] }][];

test('takes title and version from the settings', () => {
  expect(document.info).toMatchObject({ title: 'Issue Tracker API', version: '1.2.3' });
});

test('has an operation for every address of every procedure', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids).toEqual(expect.arrayContaining(restBindings().map(({ operationId }) => operationId)));
  expect(ids).toHaveLength(restBindings().length + 1);
});

test('C62: has one server for all, since clients know no other for a path, and no second address of the tokens', () => {
  const items = Object.entries(document.paths ?? {});
  expect(items.filter(([, item]) => item && 'servers' in item)).toEqual([]);
  expect(items.filter(([path]) => path.endsWith('/token'))).toEqual([]);
});

test('A2: has the health of the server, which anyone may ask for', () => {
  expect(document.paths?.['/health']?.get).toMatchObject({ tags: ['Health'], security: [] });
});

describe.each(operations.map((operation) => [operation.operationId, operation] as const))('%s', (_id, operation) => {
  test('A4: says what it does, under a tag that says what it is for', () => {
    expect(operation.summary).not.toBe('');
    expect(operation.description).not.toBe('');
    const [tag, ...others] = operation.tags;
    expect(document.tags).toContainEqual({ name: tag, description: expect.stringMatching(/./) });
    expect(others).toEqual([]);
  });

  test('has real statuses: errors are problems that are shared, and there is one success', () => {
    const statuses = Object.keys(operation.responses).map(Number);
    expect(statuses.filter((status) => status < 300 && status !== 206)).toHaveLength(1); // a part is of the other
    expect(statuses).toEqual(expect.arrayContaining([400, 500, 503]));
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      const [, name = ''] = response.$ref?.split('#/components/responses/') ?? [];
      expect(document.components?.responses?.[name]).toMatchObject({
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      });
    }
  });
});

test('asks for a sign-in exactly where the procedure does', () => {
  const isOpen = operations.map((operation) => [operation.operationId, operation.security.length === 0]);
  const isPublic = restBindings().map(({ operationId, procedure }) => [operationId, procedure.audience === 'public']);
  expect(Object.fromEntries(isOpen)).toEqual({ ...Object.fromEntries(isPublic), getHealth: true });
  expect(isPublic).toContainEqual(['login', true]);
});

test('A4: shows an example of every schema', () => {
  expect(schemas.filter(([, schema]) => !schema.examples?.length).map(([name]) => name)).toEqual([]);
});

test('A4: describes every field of every schema', () => {
  const undescribed = nodesOf(document).flatMap(({ node, pointer }) =>
    Object.entries((node['properties'] ?? {}) as Record<string, { description?: string; $ref?: string }>)
      .filter(([, field]) => !field.description && !field.$ref)
      .map(([name]) => `${pointer}/${name}`),
  );
  expect(undescribed).toEqual([]);
});

test('C63: describes every parameter, and shows an example, where Swagger UI looks for them', () => {
  const parameters = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters.map((parameter) => ({ operationId, ...parameter })),
  );
  expect(parameters.length).toBeGreaterThan(30);
  expect(parameters.filter(({ description, example }) => !description || example === undefined)).toEqual([]);
});

test('C64: every request body is a schema with a name, and PATCH and PUT share theirs', () => {
  const bodies = operations.flatMap(({ operationId, requestBody }) =>
    Object.values(requestBody?.content ?? {}).map(({ schema }) => [operationId, schema] as const),
  );
  expect(bodies.filter(([, schema]) => !schema.$ref)).toEqual([]);
  const updates = bodies.filter(([id]) => ['updateIssue', 'replaceIssue'].includes(id));
  expect(updates.map(([, { $ref }]) => $ref)).toEqual(Array(2).fill('#/components/schemas/UpdateIssue'));
});

test('C64: no object is without a name, and no two schemas are equal', () => {
  const named = new Set(schemas.map(([name]) => `/components/schemas/${name}`));
  const objects = nodesOf(document).filter(({ node }) => node['type'] === 'object' && node['properties']);
  expect(objects.map(({ pointer }) => pointer).filter((pointer) => !named.has(pointer))).toEqual([]);
  const alike = Map.groupBy(schemas, ([, schema]) => JSON.stringify({ ...schema, examples: undefined }));
  expect([...alike.values()].filter(({ length }) => length > 1)).toEqual([]);
});

test('C65: is of a version that all generators know, and writes what is shared once', () => {
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.keys(path));
  expect(JSON.stringify(document).length / operations.length).toBeLessThan(4000);
});

test('C65: a scalar that may be null is of two types', () => {
  const scalars = ['string', 'integer', 'number', 'boolean'];
  const isNullBeside = (types: unknown[]) =>
    types.includes('null') && types.some((type) => scalars.includes(`${type}`));
  const unions = nodesOf(document).filter(({ node }) => Array.isArray(node['anyOf']));
  const wrong = unions.filter(({ node }) =>
    isNullBeside((node['anyOf'] as { type?: string }[]).map(({ type }) => type)),
  );
  expect(wrong.map(({ pointer }) => pointer)).toEqual([]);
  const closed_at = { type: ['string', 'null'], format: 'date-time' };
  expect(document.components?.schemas?.['Issue']).toMatchObject({ properties: { closed_at } });
});

test('C65: the example of an error has what such an error has', () => {
  const { value } = (document.components?.examples?.['validation_failed'] ?? {}) as { value?: object };
  expect(value).toMatchObject({ status: 422, errors: [{ path: 'title', message: 'Required' }] });
});

test.each([
  ['https://example.org/docket/', 'https://example.org/docket'],
  ['https://example.org', 'https://example.org'],
])('C65: names whole addresses when PUBLIC_URL is %s', (PUBLIC_URL, root) => {
  const { servers, components } = openApiDocument({ PROJECT_NAME: 'Ours', VERSION: '1', PUBLIC_URL });
  expect(servers).toEqual([{ url: `${root}/api/v1` }]);
  expect(components?.securitySchemes?.['password']).toMatchObject({
    flows: { password: { tokenUrl: expect.stringMatching(`^${root}/`) } },
  });
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
  const text = JSON.stringify(raised)
    .replaceAll('"maxLength":5000', '"maxLength":2000')
    .replaceAll(`"x-max-body-bytes":${128 * 1024 + 6 * 3000}`, `"x-max-body-bytes":${128 * 1024}`);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
});

test('C60: says what becomes of a text, where its schema cannot', () => {
  const { CreateIssue, CreateUser, ImportedIssue } = (document.components?.schemas ?? {}) as Record<string, object>;
  const saying = (text: string) => ({ description: expect.stringContaining(text) });
  expect(CreateIssue).toMatchObject({
    properties: { title: saying('white space around it is dropped'), description: saying('several lines') },
  });
  expect(CreateUser).toMatchObject({
    properties: { first_name: saying('NFC'), website: saying('http:// or https://'), email: saying('lower case') },
  });
  expect(ImportedIssue).toMatchObject({ properties: { created_at: saying('RFC 3339, kept in UTC') } });
  const q = operations
    .find(({ operationId }) => operationId === 'listUsers')
    ?.parameters?.find(({ name }) => name === 'q');
  expect(q?.description).toContain('white space around it is dropped');
});

test('tells of Prefer where there is a body, and of Preference-Applied in the answer', () => {
  for (const { operationId, requestBody, parameters = [], responses } of operations) {
    const headers = Object.entries(responses).flatMap(([status, answer]) =>
      status.startsWith('2') ? Object.keys((answer as { headers?: object }).headers ?? {}) : [],
    );
    const told = [parameters.some(({ name }) => name === 'Prefer'), headers.includes('Preference-Applied')];
    const isRead = Boolean(requestBody) && !requestBody?.content['multipart/form-data']; // of a form nothing is left aside
    expect([operationId, ...told]).toEqual([operationId, isRead, isRead]);
  }
});
